"""Public pictures: photos and portfolios, redrawn before anybody else sees them."""

from __future__ import annotations

import secrets
from io import BytesIO
from typing import TYPE_CHECKING, Any

from django.core.files.base import File
from django.core.files.images import ImageFile
from django.utils.translation import gettext_lazy as _
from wagtail.images import get_image_model

from addons.base.file_types import PICTURES, WrongFile
from addons.base.uploads import inspect

if TYPE_CHECKING:
    from .models import PortfolioImage, Provider

MOST_PICTURES = 30


def publish(file: File[bytes], *, title: str, by: Any) -> Any:
    """A public image from what somebody sent. Slow: call it before a transaction."""
    content = inspect(file)
    if content.type not in PICTURES.values():
        raise WrongFile(_("Send a JPEG, PNG or WebP picture."))
    name = f"{secrets.token_hex(16)}{content.extension}"
    return get_image_model().objects.create(
        title=title[:255], file=ImageFile(BytesIO(content.data), name), uploaded_by_user=by
    )


def add_to_portfolio(
    provider: Provider, file: File[bytes], *, caption: str = "", category: Any = None
) -> PortfolioImage:
    """One more picture of the provider's work, the last in the row."""
    if provider.portfolio.count() >= MOST_PICTURES:
        raise WrongFile(_("Your portfolio is full. Remove a picture first."))
    image = publish(file, title=caption or provider.display_name, by=provider.user)
    last = provider.portfolio.order_by("-position").values_list("position", flat=True).first()
    return provider.portfolio.create(
        image=image, caption=caption, category=category, position=(last or 0) + 1
    )
