"""What the knowledge base hangs on the page on which a ticket is raised."""

from __future__ import annotations

from collections.abc import Iterator

from addons.knowledge.points import answers_to
from addons.tickets.points import SUGGESTERS, Suggestion

MOST = 3


def from_the_answers(written: str) -> Iterator[Suggestion]:
    for article in answers_to(written, most=MOST):
        yield Suggestion(article.title, article.get_url() or "", article.summary)


SUGGESTERS.register("knowledge", from_the_answers)
