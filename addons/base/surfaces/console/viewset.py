"""One record type in the console, from one declaration: list, board, record page, dialogs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, QueryDict
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.text import capfirst
from wagtail.admin.viewsets.model import ModelViewSet

from ...live.topics import key_of
from ...models.record import Record
from ...points import RECORD_COLUMNS
from ...ui.menu import Menu
from ...ui.parts import Facts, Related, View
from ...ui.values import Value, columns_of, joins_of, values_of
from ...workflow.actors import Actor, may
from ...workflow.compose import ComposedFlow, flow_of
from ...workflow.states import Text
from . import board, bulk, dialogs, editing, history, index, new, record, saved
from .filters import filterset_of

Picker = Callable[[Any, QuerySet[Any], int], Iterable[tuple[Any, str]]]

NUMBER = re.compile(r"^\D{0,4}?-?0*(\d{1,18})$")


class OperableViewSet(ModelViewSet):  # type: ignore[misc]
    """Subclass in `console.py` under @in_console.

    `columns`: what the list shows beside the record's name and state. `filters`: fields the list
    is filtered by beside the state, or whole filters by name. `search`: lookups that its search
    asks. `views`: its named parts. `card`: what stands on a card of the board. `facts`, `related`:
    the record page. `joins`: relations that `__str__` follows. `pickers`: for a form's field that
    chooses among many, `(record, choices, most)` gives the best of them, each with a hint.

    Where the model says in `named_by` what its `__str__` reads, and so does each other one that is
    shown, and nothing is read by code, the list asks for those columns only.
    """

    model: type[Record]
    menu: Menu
    columns: tuple[Value | str, ...] = ()
    filters: tuple[str, ...] | dict[str, Any] = ()
    search: tuple[str, ...] = ()
    views: tuple[View, ...] = ()
    card: tuple[Value | str, ...] = ()
    facts: tuple[Facts, ...] = ()
    related: tuple[Related, ...] = ()
    joins: tuple[str, ...] = ()
    title_label: Text = ""
    pickers: dict[str, Picker] = {}

    list_per_page = 50
    ordering = "-pk"
    # Wagtail's own editing, copying, deleting and reference index would change records past the doors.
    add_to_reference_index = False
    copy_view_enabled = False
    inspect_view_enabled = False
    index_view_class = index.IndexView

    @cached_property
    def name(self) -> str:
        return f"{self.app_label}_{self.model_name}"

    @cached_property
    def url_prefix(self) -> str:
        return f"{self.app_label}/{self.model_name}"

    @cached_property
    def icon(self) -> str:
        return self.menu.icon

    @property
    def label(self) -> Text:
        return self.menu.label or str(capfirst(self.model._meta.verbose_name_plural))

    @property
    def flow(self) -> ComposedFlow:
        return flow_of(self.model)

    # --- who and which -----------------------------------------------------------------------

    def may_open(self, user: Any) -> bool:
        """Whether the pages of this record type are for this user."""
        return may(user, self.menu.permission)

    def visible_to(self, actor: Actor) -> QuerySet[Any]:
        """Every record that the actor may see, with what its pages show of it."""
        queryset = self.model.objects.visible_to(actor)
        return queryset.select_related(*self.all_joins) if self.all_joins else queryset

    def listed_to(self, actor: Actor) -> QuerySet[Any]:
        """The same, with what rows and cards show, and no more where that is known."""
        queryset = self.model.objects.visible_to(actor)
        if self.row_joins:
            queryset = queryset.select_related(*self.row_joins)
        return queryset if self.row_columns is None else queryset.only(*self.row_columns)

    def searched(self, queryset: QuerySet[Any], text: str) -> QuerySet[Any]:
        """Those that the text is about: by their number, or by what `search` names."""
        asked = [Q((f"{lookup}__icontains", text)) for lookup in self.search]
        number = NUMBER.match(text)
        if number and self.pk_path_converter == "int":
            asked.append(Q(pk=int(number[1])))
        return queryset.filter(reduce(or_, asked)) if asked else queryset.none()

    def visible_record(self, model: Any, pk: str, user: Any) -> Any:
        """The other record of that key, if it is one that the user may see."""
        if not hasattr(getattr(model, "objects", None), "visible_to"):
            return None
        key = key_of(model, pk)
        return None if key is None else model.objects.visible_to(user).filter(pk=key).first()

    @cached_property
    def filterset_class(self) -> type[Any]:
        return filterset_of(self)

    def title(self, record: Any) -> str:
        """What the record is called on its page and in lists."""
        return str(record)

    def view_named(self, name: str) -> View | None:
        return next((view for view in self.views if view.name == name), None)

    def in_view(self, user: Any, view: View) -> QuerySet[Any]:
        """The records of one of its views, as its list shows them."""
        queryset = self.listed_to(user).order_by(view.ordering or self.ordering)
        if view.among:
            queryset = getattr(queryset, view.among)()
        if view.query:
            queryset = self.filterset_class(QueryDict(view.query), queryset=queryset).qs
        return queryset

    @cached_property
    def all_columns(self) -> tuple[Value, ...]:
        label = self.model._meta.label
        added = (column.value for column in RECORD_COLUMNS if column.model == label)
        return (*values_of(self.model, self.columns), *added)

    @cached_property
    def card_values(self) -> tuple[Value, ...]:
        return values_of(self.model, self.card or self.columns[:3])

    @cached_property
    def all_joins(self) -> tuple[str, ...]:
        return tuple(sorted({*self.row_joins, *joins_of(self.model, self.all_facts)}))

    @cached_property
    def row_joins(self) -> tuple[str, ...]:
        shown = (*self.all_columns, *self.card_values)
        return tuple(sorted({*self.joins, *joins_of(self.model, shown)}))

    @cached_property
    def row_columns(self) -> tuple[str, ...] | None:
        """All that rows and cards read: what is named here, and nothing by code of their own."""
        named_by: tuple[str, ...] | None = getattr(self.model, "named_by", None)
        shown = columns_of(self.model, (*self.all_columns, *self.card_values))
        has_own_title = type(self).title is not OperableViewSet.title
        if named_by is None or shown is None or has_own_title:
            return None
        return ("state", *named_by, *shown)

    @cached_property
    def fact_panels(self) -> tuple[tuple[Facts, tuple[Value, ...]], ...]:
        return tuple((facts, values_of(self.model, facts.values)) for facts in self.facts)

    @cached_property
    def all_facts(self) -> tuple[Value, ...]:
        return tuple(value for _facts, values in self.fact_panels for value in values)

    def suggestions(self, request: HttpRequest) -> Iterable[tuple[Text, str]]:
        """For the page of a new one: labels and queries that fill in what is known already."""
        return ()

    # --- addresses ---------------------------------------------------------------------------

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return {
            "viewset": self,
            "model": self.model,
            "header_icon": self.icon,
            "index_url_name": self.get_url_name("index"),
            "index_results_url_name": self.get_url_name("index_results"),
            "default_ordering": self.ordering,
            "paginate_by": self.list_per_page,
            **kwargs,
        }

    def get_urlpatterns(self) -> list[URLPattern]:
        one = f"<{self.pk_path_converter}:pk>/"

        def at(route: str, view: type[Any], name: str, **kwargs: Any) -> URLPattern:
            return path(route, self.construct_view(view, **kwargs), name=name)

        return [
            at("", index.IndexView, "index"),
            at("results/", index.IndexView, "index_results", results_only=True),
            at("rows/", index.RowsView, "rows"),
            at("group/", index.GroupView, "group"),
            at("board/", board.BoardView, "board"),
            at("board/results/", board.BoardView, "board_results", results_only=True),
            at("board/lane/<slug:state>/", board.LaneView, "lane"),
            at(f"board/moves/{one}", board.MovesView, "moves"),
            at("bulk/", bulk.OptionsView, "bulk"),
            at("bulk/<slug:transition>/", bulk.BulkView, "bulk_do"),
            at("columns/", saved.ColumnsView, "columns"),
            at("views/", saved.SaveView, "save_view"),
            at("views/<int:view_pk>/forget/", saved.ForgetView, "forget_view"),
            at("new/", new.NewView, "add"),
            at("new/choices/<slug:field>/", new.NewChoicesView, "new_choices"),
            at(one, record.RecordView, "record"),
            at(f"{one}part/<slug:part>/", record.PartView, "part"),
            at(f"{one}do/<slug:transition>/", dialogs.TransitionView, "do"),
            at(f"{one}do/<slug:transition>/choices/<slug:field>/", dialogs.ChoicesView, "choices"),
            at(f"{one}edit/", editing.EditView, "edit"),
            at(f"{one}edit/choices/<slug:field>/", editing.EditChoicesView, "edit_choices"),
            at(f"{one}override/", editing.OverrideView, "override"),
            at(f"{one}notes/", editing.NoteView, "notes"),
            at(f"{one}history/", history.HistoryView, "history"),
        ]

    @cached_property
    def names(self) -> dict[str, str]:
        """The addresses' names, for templates: `{% url viewset.names.do record.pk path %}`."""
        names = [str(pattern.name) for pattern in self.get_urlpatterns()]
        return {name: self.get_url_name(name) for name in names}

    def url(self, name: str, *args: Any) -> str:
        """The address of one of the pages."""
        return reverse(self.get_url_name(name), args=args)

    def record_url(self, pk: Any) -> str:
        """The address of a record's page, without asking the URLconf for each row."""
        return f"{self._index_url}{pk}/"

    @cached_property
    def _index_url(self) -> str:
        return self.url("index")

    # --- what Wagtail would add ----------------------------------------------------------------

    def register_menu_item(self) -> None:
        """The sidebar is made from `menu`, for all pages in one place."""

    def register_permissions(self) -> None:
        """Rights on records are rules, not rows."""
