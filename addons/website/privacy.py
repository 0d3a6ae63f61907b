"""Who made a page: given out, and forgotten while the page stays."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from addons.base.points import PERSONAL, Personal

from .models import HelpPage, HomePage


def declare(model: type[HomePage] | type[HelpPage]) -> Personal:
    return Personal(model._meta.label, export_of(model), erase_of(model))


def export_of(
    model: type[HomePage] | type[HelpPage],
) -> Callable[[Any], Iterator[dict[str, Any]]]:
    def export(user: Any) -> Iterator[dict[str, Any]]:
        for page in model.objects.filter(owner=user):
            yield {"id": page.pk, "title": page.title, "made_at": page.first_published_at}

    return export


def erase_of(model: type[HomePage] | type[HelpPage]) -> Callable[[Any], None]:
    def erase(user: Any) -> None:
        model.objects.filter(owner=user).update(owner=None)
        model.objects.filter(locked_by=user).update(locked_by=None)

    return erase


for each in (HomePage, HelpPage):
    PERSONAL.register(each._meta.label, declare(each))
