"""Files that people send: what is taken, what becomes of it, who reads it. In one file, so that what
is tried can be read as one list.
"""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import Any
from zlib import crc32

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from addons.base import clock, file_types, uploads
from addons.base.file_types import WrongFile, harmless
from addons.base.models import Attachment
from addons.base.surfaces.fields import AttachmentsField
from addons.base.testing.people import make_person
from addons.base.workflow import Arguments, Conflict, Door
from addons.base.workflow.doors import create
from tests.dummy.models import Parcel


def picture(kind: str = "JPEG", size: tuple[int, int] = (40, 20), **save: Any) -> bytes:
    out = BytesIO()
    mode = "RGBA" if kind in ("PNG", "WEBP") else "RGB"
    Image.new(mode, size, "#d97706").save(out, format=kind, **save)
    return out.getvalue()


def with_position() -> bytes:
    exif = Image.Exif()
    exif[0x010E] = "swordfish"
    exif[0x0112] = 6  # lies on its side
    return picture(exif=exif)


@pytest.fixture
def ann(db):
    return make_person("ann")


@pytest.fixture
def bob(db):
    return make_person("bob")


def caller(user: Any) -> Client:
    return Client(headers={"Authorization": f"Bearer token-{user.pk}"})


def send(user: Any, data: bytes, name: str = "a.jpg", **headers: str) -> Any:
    file = SimpleUploadedFile(name, data)
    return caller(user).post("/api/v1/attachments/", {"file": file}, headers=headers)


def sent(user: Any, data: bytes | None = None, name: str = "a.jpg") -> Attachment:
    answer = send(user, picture() if data is None else data, name)
    assert answer.status_code == 201, answer.content
    return Attachment.objects.get(pk=answer.json()["id"])


def status(client: Client, address: str) -> int:
    answer = client.get(address)
    read(answer)
    return int(answer.status_code)


def read(answer: Any) -> bytes:
    """All of it, upon which the file is closed."""
    return b"".join(answer) if answer.streaming else answer.content


# --- content -------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_pictures_are_drawn_anew(kind):
    content = harmless(picture(kind) + b"<script>alert(1)</script>")
    assert content.type == f"image/{kind.lower()}"
    assert b"script" not in content.data
    assert Image.open(BytesIO(content.data)).size == (40, 20)


def test_what_a_camera_writes_into_a_picture_is_gone_and_it_stands_upright():
    content = harmless(with_position())
    drawn = Image.open(BytesIO(content.data))
    assert b"swordfish" not in content.data and not drawn.getexif()
    assert drawn.size == (20, 40)


def test_transparency_stays():
    out = BytesIO()
    Image.new("RGBA", (4, 4), (0, 0, 0, 0)).save(out, format="PNG")
    drawn = Image.open(BytesIO(harmless(out.getvalue()).data))
    assert drawn.mode == "RGBA" and drawn.getpixel((0, 0))[3] == 0


def test_a_large_picture_is_made_smaller():
    drawn = Image.open(BytesIO(harmless(picture(size=(4000, 1000))).data))
    assert drawn.size == (3000, 750)


def test_a_picture_that_would_fill_the_memory_is_refused_before_it_is_decoded(monkeypatch):
    header = picture("PNG", (8, 8))
    monkeypatch.setattr(Image.Image, "load", lambda self: pytest.fail("it was decoded"))
    for edge in (8_000, 12_000, 60_000):
        size = edge.to_bytes(4, "big") * 2
        checksum = crc32(b"IHDR" + size + header[24:29]).to_bytes(4, "big")
        with pytest.raises(WrongFile):
            harmless(header[:16] + size + header[24:29] + checksum + header[33:])


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"GIF89a\x01\x00\x01\x00\x00\x00\x00;",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"notes\n<script>alert(1)</script>",
        b"<!DOCTYPE html><p>hello",
        b"  <?xml version='1.0'?><svg/>",
        b"MZ\x90\x00\x03",
        b"PK\x03\x04",
        "ünï".encode("latin-1"),
        picture()[:200],
        picture("PNG")[:60],
    ],
)
def test_anything_else_is_refused(data):
    with pytest.raises(WrongFile):
        harmless(data)


@pytest.mark.parametrize(
    ("data", "kind"),
    [(b"%PDF-1.7\n%%EOF", "application/pdf"), ("नमस्ते: 2 < 3".encode(), "text/plain")],
)
def test_pdf_and_plain_text_stay_as_they_are(data, kind):
    content = harmless(data)
    assert (content.type, content.data) == (kind, data)


# --- sending -------------------------------------------------------------------------------------


def test_a_file_is_kept_under_a_random_name(ann, settings):
    answer = send(ann, picture(), "../../etc/my photo.html")
    shown = answer.json()
    assert answer.status_code == 201
    assert (shown["name"], shown["type"]) == ("my photo.jpg", "image/jpeg")
    attachment = Attachment.objects.get(pk=shown["id"])
    assert shown["size"] == attachment.size == attachment.file.size
    assert "photo" not in attachment.file.name and attachment.uploaded_by == ann
    assert (settings.PRIVATE_ROOT / attachment.file.name).is_file()


def test_a_wrong_file_is_a_400_and_a_large_one_a_413(ann, monkeypatch):
    wrong = send(ann, b"<html>")
    assert wrong.status_code == 400 and "file" in wrong.json()["errors"]
    monkeypatch.setattr(uploads, "LARGEST_FILE", 100)
    assert send(ann, picture()).status_code == 413
    assert caller(ann).post("/api/v1/attachments/", {}).status_code == 400
    assert Client().post("/api/v1/attachments/", {}).status_code == 401
    assert not Attachment.objects.exists()


def test_the_same_key_keeps_a_file_once(ann):
    first = send(ann, picture(), **{"Idempotency-Key": "k"})
    again = send(ann, picture(), **{"Idempotency-Key": "k"})
    assert first.json() == again.json() and Attachment.objects.count() == 1
    other = send(ann, picture(size=(9, 9)), **{"Idempotency-Key": "k"})
    assert other.status_code == 409 and other.json()["code"] == "idempotency_mismatch"


def test_nobody_sends_without_end(ann, bob, monkeypatch):
    monkeypatch.setattr(uploads, "FILES_A_DAY", 2)
    sent(ann), sent(ann)
    answer = send(ann, picture())
    assert answer.status_code == 429 and int(answer.headers["Retry-After"]) > 0
    sent(bob)
    with clock.travelled(timedelta(days=1, minutes=1)):
        sent(ann)


# --- reading -------------------------------------------------------------------------------------


def test_a_file_is_its_senders_until_it_is_on_a_record(ann, bob):
    attachment = sent(ann)
    address = f"/files/{attachment.pk}/"
    assert status(caller(ann), address) == 200
    assert status(caller(bob), address) == 404
    assert status(Client(), address) == 404


def test_a_file_on_a_record_is_read_by_who_sees_the_record(ann, bob):
    parcel = create(Parcel, actor=ann, via=Door.REST, data={"title": "Box", "weight": 1})
    attachment = sent(bob)
    uploads.attach(parcel, [attachment])
    address = f"/files/{attachment.pk}/"
    assert status(caller(ann), address) == 200
    assert status(caller(bob), address) == 404
    staff = make_person("cara", is_staff=True)
    assert status(caller(staff), address) == 200


def test_files_of_an_internal_note_are_read_by_who_may_write_one(ann):
    parcel = create(Parcel, actor=ann, via=Door.REST, data={"title": "Box", "weight": 1})
    staff = make_person("cara", is_staff=True)
    attachment = sent(staff)
    uploads.attach(parcel, [attachment], kind="internal")
    assert status(caller(ann), f"/files/{attachment.pk}/") == 404
    assert status(caller(staff), f"/files/{attachment.pk}/") == 200


def test_missing_and_foreign_files_look_the_same(ann, bob):
    attachment = sent(ann)
    missing = caller(bob).get("/files/999999/")
    foreign = caller(bob).get(f"/files/{attachment.pk}/")
    assert missing.status_code == foreign.status_code == 404
    assert len(missing.content) - len("999999") == len(foreign.content) - len(str(attachment.pk))
    assert status(Client(), "/files/99999999999999999999999/") == 404


@pytest.mark.parametrize(("data", "shown"), [(picture(), "inline"), (b"plain words", "attachment")])
def test_a_file_is_given_out_so_that_it_can_do_nothing(ann, data, shown):
    answer = caller(ann).get(f"/files/{sent(ann, data).pk}/")
    assert answer.headers["Content-Disposition"].startswith(shown)
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"].startswith("private")
    assert len(read(answer)) == Attachment.objects.get().size


def test_a_file_that_is_gone_from_the_disk_is_a_404(ann, caplog):
    attachment = sent(ann)
    attachment.file.delete(save=False)
    assert status(caller(ann), f"/files/{attachment.pk}/") == 404
    assert "is gone" in caplog.text


# --- using ---------------------------------------------------------------------------------------


class PhotoArguments(Arguments):
    photos = AttachmentsField(required=False, max_files=2)


def test_a_form_takes_only_the_actors_own_unused_files(ann, bob):
    mine, foreign = sent(ann), sent(bob)

    def errors(ids: list[int]) -> Any:
        return PhotoArguments({"photos": ids}, actor=ann).errors

    assert not errors([mine.pk]) and not errors([])
    assert errors([foreign.pk]) and errors([999_999]) and errors([mine.pk, foreign.pk])
    form = PhotoArguments({"photos": [mine.pk]}, actor=ann)
    assert form.is_valid() and form.cleaned_data["photos"] == [mine]
    assert not PhotoArguments({"photos": [mine.pk]}, actor=None).is_valid()


def test_a_file_goes_on_one_record_only(ann):
    data = {"title": "Box", "weight": 1}
    first, second = (create(Parcel, actor=ann, via=Door.REST, data=data) for _ in range(2))
    attachment = sent(ann)
    uploads.attach(first, [attachment])
    with pytest.raises(Conflict):
        uploads.attach(second, [attachment])
    assert list(Attachment.objects.of(first)) == [attachment]
    assert not Attachment.objects.of(second).exists()


def test_a_page_turns_its_files_into_ids(ann, rf):
    files = [SimpleUploadedFile(f"{n}.png", picture("PNG")) for n in range(2)]
    request = rf.post("/", {"photos": files})
    data = uploads.receive(PhotoArguments, request.POST, request.FILES, actor=ann)
    form = PhotoArguments(data, actor=ann)
    assert form.is_valid() and len(form.cleaned_data["photos"]) == 2
    bare = rf.post("/", {"text": "x"})
    assert uploads.receive(PhotoArguments, bare.POST, bare.FILES, actor=ann) is bare.POST
    assert uploads.receive(None, bare.POST, bare.FILES, actor=ann) is bare.POST


def test_what_was_never_used_is_forgotten_after_two_days(ann, settings):
    unused, used = sent(ann), sent(ann)
    data = {"title": "Box", "weight": 1}
    uploads.attach(create(Parcel, actor=ann, via=Door.REST, data=data), [used])
    assert uploads.forget_unused() == 0
    with clock.travelled(timedelta(days=2, minutes=1)):
        assert uploads.forget_unused() == 1
    assert list(Attachment.objects.all()) == [used]
    assert not (settings.PRIVATE_ROOT / unused.file.name).exists()


def test_the_field_draws_a_file_input_with_the_ids_already_sent(ann):
    attachment = sent(ann)
    html = str(PhotoArguments({"photos": [attachment.pk]}, actor=ann)["photos"])
    assert 'type="file"' in html and f'value="{attachment.pk}"' in html


def test_the_largest_file_is_the_same_everywhere():
    assert uploads.LARGEST_FILE == file_types.LARGEST_FILE
