"""What addons give to every page of the portal, asked only when the page uses it."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from ..points import PAGE_VALUES


def page_values(request: HttpRequest) -> dict[str, Any]:
    """A context processor."""
    return {name: SimpleLazyObject(partial(read, request)) for name, read in PAGE_VALUES.items()}
