"""Which articles anybody may read, and which of them answer a question."""

from __future__ import annotations

import re
from typing import Any, Final

from django.db.models import Count, Q
from wagtail.models import PageManager
from wagtail.query import PageQuerySet

WORD: Final = re.compile(r"[\w\u0900-\u097f]{3,}")
MOST_WORDS: Final = 12
# More is never looked at: what fits best of these is shown.
MOST_FOUND: Final = 200
# Of the words of a question so many have to be in an answer.
ENOUGH: Final = 0.4


class ArticleQuerySet(PageQuerySet):
    def readable(self) -> Any:
        """Published, and not behind a password of Wagtail's."""
        return self.live().public()

    def in_language(self, code: str) -> Any:
        return self.filter(language=code)

    def with_verdicts(self) -> Any:
        """How often it helped, and how often it did not."""
        return self.annotate(
            helped=Count("verdicts", filter=Q(verdicts__helped=True)),
            not_helped=Count("verdicts", filter=Q(verdicts__helped=False)),
        )

    def answering(self, question: str, *, most: int) -> list[Any]:
        """Those in which most of the words stand, those with them in the title first."""
        wanted = words_of(question)
        if not wanted:
            return []
        any_of_them = Q()
        for word in wanted:
            any_of_them |= Q(words__contains=word)
        scored = [(score(each, wanted), each) for each in self.filter(any_of_them)[:MOST_FOUND]]
        found = [(points, each) for points, each in scored if points > 0]
        found.sort(key=lambda pair: (-pair[0], pair[1].title))
        return [each for _points, each in found[:most]]


def words_of(text: str) -> list[str]:
    """Each once, in small letters and shortened by what most endings are."""
    found = (shortened(word) for word in WORD.findall(text.casefold()))
    return list(dict.fromkeys(found))[:MOST_WORDS]


def shortened(word: str) -> str:
    return word[:-1] if len(word) > 4 and word.endswith("s") else word


def score(article: Any, wanted: list[str]) -> float:
    """Nothing if too few of the words are in it."""
    there = [word for word in wanted if word in article.words]
    if len(there) < ENOUGH * len(wanted):
        return 0
    title = article.title.casefold()
    return len(there) + 2 * sum(word in title for word in there)


ArticleManager = PageManager.from_queryset(ArticleQuerySet)
