"""Tabs over a list: everything, the record type's own views, and those that people have saved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from ...models.saved_view import ChosenColumns, SavedView
from ...ui.values import Value

if TYPE_CHECKING:
    from .viewset import OperableViewSet


@dataclass(frozen=True)
class Tab:
    label: str
    url: str
    is_current: bool
    saved: SavedView | None = None


def saved_views(user: Any, viewset: OperableViewSet) -> list[SavedView]:
    """Read once per request: the user object lives as long."""
    name = f"_saved_views_of_{viewset.name}"
    if not hasattr(user, name):
        setattr(user, name, list(SavedView.objects.of(viewset.model, user)))
    kept: list[SavedView] = getattr(user, name)
    return kept


def saved_view(user: Any, viewset: OperableViewSet, key: str) -> SavedView | None:
    return next((view for view in saved_views(user, viewset) if view.key == key), None)


def default_view(user: Any, viewset: OperableViewSet) -> SavedView | None:
    """What this person opens the list with."""
    own = (v for v in saved_views(user, viewset) if v.is_default and v.owner_id == user.pk)
    return next(own, None)


def tabs_of(request: HttpRequest, viewset: OperableViewSet) -> list[Tab]:
    current = request.GET.get("view", "")
    views = [
        Tab(str(view.label), f"?{view.address}", current == view.name) for view in viewset.views
    ]
    saved = [
        Tab(view.name, f"?{view.address}", current == view.key, view)
        for view in saved_views(request.user, viewset)
    ]
    known = {tab.url.rpartition("view=")[2] for tab in (*views, *saved)}
    return [Tab(_("All"), "?view=all", current not in known), *views, *saved]


def chosen_columns(user: Any, viewset: OperableViewSet, view: str) -> tuple[Value, ...]:
    """The columns of the saved view, else those the person chose, else all."""
    saved = saved_view(user, viewset, view) if view else None
    names = saved.columns if saved and saved.columns else own_choice(user, viewset)
    if names is None:
        return viewset.all_columns
    by_name = {value.name: value for value in viewset.all_columns}
    return tuple(by_name[name] for name in names if name in by_name)


def own_choice(user: Any, viewset: OperableViewSet) -> list[str] | None:
    mine = ChosenColumns.objects.filter(record_type=viewset.model._meta.label_lower, owner=user)
    return mine.values_list("columns", flat=True).first()


def cleaned_query(text: str) -> str:
    """A list's query as it is worth keeping: without the page and the view it was made from."""
    query = QueryDict(text, mutable=True)
    for name in ("p", "view", "export", "_w_filter_fragment"):
        query.pop(name, None)
    for name in [name for name, values in query.lists() if not any(values)]:
        del query[name]
    return query.urlencode()
