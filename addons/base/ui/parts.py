"""What a record's pages are put together from: views of its list, facts and related records."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ..workflow.states import Text
from .values import Value


@dataclass(frozen=True, kw_only=True)
class View:
    """A part of a list that has a name: a tab above it and, with `needs`, a panel on the home page.

    `among`: a queryset method that narrows the list. `query`: further filters, as in the address.
    `needs`: the permission of those who have to act on it. `empty`: what they read when there is
    nothing to do. `ordering`: its own order, until somebody asks for another.
    """

    name: str
    label: Text
    among: str = ""
    query: str = ""
    needs: str = ""
    empty: Text = ""
    ordering: str = ""

    @property
    def address(self) -> str:
        """The query of the list that shows it."""
        return "&".join(part for part in (self.query, f"view={self.name}") if part)


@dataclass(frozen=True)
class Facts:
    """A panel of a record's page: values under a heading."""

    label: Text
    values: tuple[Value | str, ...]
    icon: str = "info-circle"


@dataclass(frozen=True)
class Related:
    """Records that belong to this one, by the name of the relation: `Related("slips")`."""

    name: str
    label: Text = ""
    icon: str = "link"


@dataclass(frozen=True)
class RecordPanel:
    """A panel that an addon hangs on a record's page; its template gets {record, actor, viewset}
    and what `context(record, actor)` gives. Without a context (None) it is left out."""

    model: str
    label: Text
    template: str
    context: Callable[[Any, Any], dict[str, Any] | None]
    icon: str = "info-circle"
    order: int = 100


@dataclass(frozen=True, kw_only=True)
class HomePanel:
    """What needs somebody now: a panel of the home page, loaded and kept fresh by itself.

    `context(actor)` gives {count, lines, url}: how many there are, the first of them, and the page
    behind. `topics`: live topics upon which it is asked again.
    """

    name: str
    label: Text
    icon: str
    order: int
    permission: str
    empty: Text
    context: Callable[[Any], dict[str, Any]]
    template: str = "base/console/home/lines.html"
    topics: tuple[str, ...] = ()
