"""What other addons do with tickets: write into their threads, and help who is about to ask."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from addons.base.registry import Registry

from .saying import say, thread_of

__all__ = ["SUGGESTERS", "Suggestion", "say", "suggestions", "thread_of"]

MOST = 3


@dataclass(frozen=True)
class Suggestion:
    """Something to read that may answer the question: a page of this site."""

    title: str
    url: str
    summary: str = ""


SUGGESTERS: Registry[Callable[[str], Iterable[Suggestion]]] = Registry(
    "suggester",
    "`slots.py`: name → (what the customer has written so far) → what to read instead, the best "
    "first, in the active language. Asked while a ticket is being raised in the portal; not by "
    "the API, nor when staff write one down.",
)


def suggestions(text: str) -> list[Suggestion]:
    """A few: who wants to ask reads no list."""
    found = [each for suggest in SUGGESTERS.values() for each in suggest(text)]
    return found[:MOST]
