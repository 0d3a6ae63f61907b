"""What an uploaded file really is, told by its content, and made harmless."""

from __future__ import annotations

import re
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Final

from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps

from .workflow.errors import DoorError
from .workflow.states import Text

LARGEST_FILE: Final = 10 * 1024 * 1024
# A phone's picture has 12 to 50 million; decoding more would take a worker's memory.
MOST_PIXELS: Final = 50_000_000
LONGEST_EDGE: Final = 3000
EXTENSIONS: Final = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/webp": ".webp",
    "application/pdf": ".pdf",
    "text/plain": ".txt",
}
PICTURES: Final = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
SAVING: Final[dict[str, dict[str, Any]]] = {
    "JPEG": {"quality": 85, "optimize": True},
    "PNG": {"optimize": True},
    "WEBP": {"quality": 85},
}
BOMBS: Final = (Image.DecompressionBombError, Image.DecompressionBombWarning)
# Text that a browser might take for a page or a drawing.
MARKUP: Final = re.compile(rb"<\s*(!doctype|[?/]?(html|xml|svg|script|head|body|iframe|img))", re.I)
CONTROL: Final = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")


class WrongFile(DoorError):
    """The file is refused; the message says why."""

    code = "invalid"

    def __init__(self, message: Text) -> None:
        super().__init__(message)
        self.errors = {"file": [str(message)]}


class FileTooLarge(DoorError):
    http_status = 413
    code = "too_large"
    message = _("The file is larger than 10 MB. Make it smaller and send it again.")


@dataclass(frozen=True)
class Content:
    """A file's harmless content and its true type."""

    type: str
    data: bytes

    @property
    def extension(self) -> str:
        return EXTENSIONS[self.type]


def harmless(data: bytes) -> Content:
    """The content with its true type, pictures drawn anew; raises WrongFile for anything else."""
    if not data:
        raise WrongFile(_("The file is empty. Choose another one."))
    if len(data) > LARGEST_FILE:
        raise FileTooLarge
    if data.startswith(b"%PDF-"):
        return Content("application/pdf", data)
    if (picture := opened(data)) is not None:
        return redrawn(picture)
    if is_text(data):
        return Content("text/plain", data)
    raise WrongFile(_("Send a JPEG, PNG or WebP picture, a PDF, or a plain text."))


def opened(data: bytes) -> Image.Image | None:
    """The picture with only its header read, if it is one of the three kinds."""
    try:
        return Image.open(BytesIO(data), formats=list(PICTURES))
    except (OSError, SyntaxError, ValueError, *BOMBS):
        return None


def redrawn(picture: Image.Image) -> Content:
    """The picture decoded and encoded anew, upright, without what else the file carried."""
    # A phone's JPEG with a second picture inside calls itself MPO.
    kind = "JPEG" if picture.format == "MPO" else str(picture.format)
    if picture.width * picture.height > MOST_PIXELS:
        raise WrongFile(_("The picture has too many pixels. Make it smaller and send it again."))
    try:
        picture.draft("RGB", (LONGEST_EDGE, LONGEST_EDGE))
        upright = ImageOps.exif_transpose(picture)
        upright.thumbnail((LONGEST_EDGE, LONGEST_EDGE))
        out = BytesIO()
        plain(upright, kind).save(out, format=kind, **SAVING[kind])
    # Decoders raise anything on a broken file.
    except Exception as error:
        raise WrongFile(_("The picture is damaged. Choose another one.")) from error
    return Content(PICTURES[kind], out.getvalue())


def plain(picture: Image.Image, kind: str) -> Image.Image:
    """A copy of the pixels alone, in a mode that the format can hold."""
    keeps_alpha = kind != "JPEG" and picture.has_transparency_data
    pixels = picture.convert("RGBA" if keeps_alpha else "RGB")
    pixels.info = {}
    return pixels


def is_text(data: bytes) -> bool:
    if CONTROL.search(data) or MARKUP.search(data):
        return False
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True
