"""What customers said of a provider, of all kinds, the latest first, page by page."""

from __future__ import annotations

from typing import Any

from .models import Provider
from .points import VOICES, Voice, ratings_of


def heard(provider: Provider, reader: Any, *, first: int, size: int) -> list[Voice]:
    """So many voices from the `first` on, as the reader may read them."""
    latest = [
        (at, name, key)
        for name, voices in VOICES.items()
        # Any of them may be the newest, so each kind gives as many as could be on the page.
        for key, at in voices.published()
        .filter(provider=provider)
        .order_by(f"-{voices.at}", "-pk")
        .values_list("pk", voices.at)[: first + size]
    ]
    latest.sort(key=lambda each: (each[0], each[1], str(each[2])), reverse=True)
    page = latest[first : first + size]
    read = {
        name: voices.read([key for _at, kind, key in page if kind == name], reader)
        for name, voices in VOICES.items()
    }
    return [read[name][key] for _at, name, key in page if key in read[name]]


def count(provider: Provider) -> int:
    """How many there are: as many as count."""
    return ratings_of([provider.pk]).get(provider.pk, (0, 0))[0]
