"""Who made a page, and what they found helpful: given out, and forgotten while the pages stay."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from addons.base.points import PERSONAL, Personal

from .models import AnswersPage, ArticlePage, SubjectPage, Verdict


def export_of(model: Any) -> Callable[[Any], Iterator[dict[str, Any]]]:
    def export(user: Any) -> Iterator[dict[str, Any]]:
        for page in model.objects.filter(owner=user):
            yield {"id": page.pk, "title": page.title, "made_at": page.first_published_at}

    return export


def erase_of(model: Any) -> Callable[[Any], None]:
    def erase(user: Any) -> None:
        model.objects.filter(owner=user).update(owner=None)
        model.objects.filter(locked_by=user).update(locked_by=None)

    return erase


def verdicts_of(user: Any) -> Iterator[dict[str, Any]]:
    for each in Verdict.objects.filter(person=user).select_related("article").order_by("pk"):
        yield {"article": each.article.title, "helped": each.helped, "at": each.at}


def forget_verdicts(user: Any) -> None:
    """It does not count any more either."""
    Verdict.objects.filter(person=user).delete()


for each in (AnswersPage, SubjectPage, ArticlePage):
    PERSONAL.register(each._meta.label, Personal(each._meta.label, export_of(each), erase_of(each)))
PERSONAL.register("knowledge.Verdict", Personal("knowledge.Verdict", verdicts_of, forget_verdicts))
