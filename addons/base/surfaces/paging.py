"""One page of a list: what the query says, checked, and the rows it asks for."""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any, Final
from urllib.parse import urlencode

from django.core.exceptions import EmptyResultSet, ValidationError
from django.db.models import Q, QuerySet
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from ..workflow.errors import FieldErrors, Invalid
from .filters import Filter, read_text

USUAL_SIZE: Final = 25
LARGEST_SIZE: Final = 100
LAST_PAGE: Final = 1_000_000
# Up to here a list is counted anew each time; above, a count may be some seconds old.
COUNTED_EXACTLY: Final = 1_000
COUNT_KEPT_FOR: Final = 10.0
COUNTS_KEPT: Final = 1_000
BY_KEY: Final = {"id", "-id", "pk", "-pk"}


@dataclass(frozen=True)
class Page:
    """What the caller asked of the list."""

    number: int
    size: int
    ordering: str
    narrowed: Q
    query: QueryDict

    @property
    def first(self) -> int:
        return (self.number - 1) * self.size


@dataclass(frozen=True)
class ListQuery:
    """What a list may be asked."""

    filters: dict[str, Filter]
    search: tuple[str, ...]
    ordering: tuple[str, ...]

    def read(self, query: QueryDict) -> Page:
        """The page asked for; raises Invalid naming each wrong or unknown parameter."""
        errors: FieldErrors = {}
        number = read_number(query, "page", LAST_PAGE, 1, errors)
        size = read_number(query, "page_size", LARGEST_SIZE, USUAL_SIZE, errors)
        ordering = str(query.get("ordering", self.ordering[0]))
        if ordering not in self.orders():
            errors["ordering"] = [_("Choose one of: %(keys)s.") % {"keys": self.listed_orders()}]
        narrowed = self.narrowed(query, errors)
        if errors:
            raise Invalid(errors)
        return Page(number, size, ordering, narrowed, query)

    def narrowed(self, query: QueryDict, errors: FieldErrors) -> Q:
        known = {"page", "page_size", "ordering", *(["q"] if self.search else [])}
        narrowed = Q()
        for name in query:
            if name in known:
                continue
            if (one := self.filters.get(name)) is None:
                errors[name] = [_("This parameter is not known here.")]
                continue
            try:
                narrowed &= Q((one.lookup, one.read(str(query[name]))))
            except ValidationError as error:
                errors[name] = [str(message) for message in error.messages]
        return narrowed & self.searched(query, errors)

    def searched(self, query: QueryDict, errors: FieldErrors) -> Q:
        wanted = query.get("q", "").strip() if self.search else ""
        if not wanted:
            return Q()
        try:
            read_text(wanted)
        except ValidationError as error:
            errors["q"] = [str(message) for message in error.messages]
            return Q()
        return reduce(or_, (Q((f"{lookup}__icontains", wanted)) for lookup in self.search))

    def orders(self) -> set[str]:
        """Each order and its reverse."""
        names = {name.removeprefix("-") for name in self.ordering}
        return names | {f"-{name}" for name in names}

    def listed_orders(self) -> str:
        return ", ".join(sorted(self.orders(), key=lambda name: name.removeprefix("-")))


def read_number(query: QueryDict, name: str, most: int, usual: int, errors: FieldErrors) -> int:
    text = query.get(name, str(usual))
    if text.isascii() and text.isdecimal() and len(text) < 10 and 1 <= int(text) <= most:
        return int(text)
    errors[name] = [_("Give a whole number from 1 to %(most)s.") % {"most": most}]
    return usual


def rows_of(queryset: QuerySet[Any], page: Page) -> QuerySet[Any]:
    """The rows of the page; the key settles what the order leaves open."""
    order = [page.ordering] if page.ordering in BY_KEY else [page.ordering, "-pk"]
    return queryset.order_by(*order)[page.first : page.first + page.size]


def enveloped(request: HttpRequest, page: Page, count: int, results: list[Any]) -> dict[str, Any]:
    """The answer of a list."""
    return {
        "count": count,
        "next": link(request, page, page.number + 1) if page.first + page.size < count else None,
        "previous": link(request, page, page.number - 1) if page.number > 1 else None,
        "results": results,
    }


def link(request: HttpRequest, page: Page, number: int) -> str:
    query = {**{name: page.query[name] for name in page.query}, "page": number}
    return request.build_absolute_uri(f"{request.path}?{urlencode(query)}")


_counts: dict[tuple[str, ...], tuple[float, int]] = {}


def count_of(queryset: QuerySet[Any]) -> int:
    """How many rows there are.

    Counting 50,000 rows takes longer than reading fifty of them, so a large count is kept for
    some seconds; a small one is always exact.
    """
    rows = queryset.order_by().values_list("pk")
    try:
        question = tuple(map(str, rows.query.sql_with_params()))
    except EmptyResultSet:
        return 0
    known = _counts.get(question)
    if known is not None and known[0] > time.monotonic():
        return known[1]
    count = rows.count()
    if count > COUNTED_EXACTLY:
        if len(_counts) >= COUNTS_KEPT:
            _counts.clear()
        _counts[question] = (time.monotonic() + COUNT_KEPT_FOR, count)
    return count
