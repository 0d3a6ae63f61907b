"""The console's pages as they are registered, each made once, and the way to a record's page."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.urls import reverse
from wagtail.snippets.views.snippets import SnippetViewSet

from ...models.record import Record
from ...points import CONSOLE
from .viewset import OperableViewSet


@cache
def viewsets() -> dict[str, Any]:
    """Name → viewset, of everything registered. The registry is sealed, so this is made once."""
    return {name: viewset() for name, viewset in CONSOLE.items()}


def record_viewsets() -> list[OperableViewSet]:
    """Those of records, in the order of their menus."""
    found = [v for v in viewsets().values() if isinstance(v, OperableViewSet)]
    return sorted(found, key=lambda viewset: viewset.menu.order)


def snippet_viewsets() -> list[SnippetViewSet]:
    return [v for v in viewsets().values() if isinstance(v, SnippetViewSet)]


@cache
def viewset_of(model: type[Record]) -> OperableViewSet | None:
    """The console pages of a record type, if it has any."""
    return next((v for v in record_viewsets() if v.model is model), None)


def open_viewset(model: type[Any], user: Any) -> OperableViewSet | None:
    """The console pages of a record type, for those who may open them."""
    viewset = viewset_of(model) if issubclass(model, Record) else None
    return viewset if viewset and viewset.may_open(user) else None


def record_url(record: Any, user: Any) -> str:
    """Where the record stands in the console, or nothing for who may not open it there."""
    viewset = open_viewset(type(record), user)
    return viewset.record_url(record.pk) if viewset else ""


def adder_of(model: type[Any], user: Any) -> dict[str, Any] | None:
    """The page on which this user may make a new one: its address and label."""
    for viewset in viewsets().values():
        if getattr(viewset, "adds", None) is model and viewset.may_open(user):
            return {"url": reverse(viewset.get_url_name("index")), "label": viewset.menu.label}
    return None
