"""The filters of a record list, made from the names of its fields; the state is always one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import django_filters
from django.db import models
from django.forms import CheckboxSelectMultiple
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.widgets.boolean_radio_select import BooleanRadioSelect

from ...models.naming import only_names
from ...models.state_field import StateField
from ...points import RECORD_FILTERS
from ...ui.values import field_at
from ...workflow.compose import flow_of

if TYPE_CHECKING:
    from .viewset import OperableViewSet


def filterset_of(viewset: OperableViewSet) -> type[Any]:
    """The filter set class of the viewset's list."""
    given = viewset.filters
    if not isinstance(given, dict):
        given = {name: filter_of(viewset.model, name) for name in given}
    meta = type("Meta", (), {"model": viewset.model, "fields": []})
    label = viewset.model._meta.label
    added = {entry.name: entry.filter for entry in RECORD_FILTERS if entry.model == label}
    members = {"Meta": meta, "state": state_filter(viewset.model), **given, **added}
    return type(f"{viewset.model.__name__}FilterSet", (WagtailFilterSet,), members)


def state_filter(model: type[Any]) -> Any:
    def choices() -> list[tuple[str, Any]]:
        return [(state.key, state.label) for state in flow_of(model).states.values()]

    return several(_("State"), choices, "state")


def several(label: Any, choices: Any, name: str) -> Any:
    return django_filters.MultipleChoiceFilter(
        label=label,
        choices=choices,
        field_name=name,
        widget=checkboxes(),
        # One column of the row itself: nothing is found twice, and a million rows are not sorted.
        distinct=False,
    )


def checkboxes() -> CheckboxSelectMultiple:
    """Django's own, drawn by one template: its four for each box take as long as the list's rows."""
    widget = CheckboxSelectMultiple()
    # Not a subclass: Wagtail's stylesheet goes by the name of the class.
    widget.template_name = "base/console/list/checkboxes.html"
    return widget


def filter_of(model: type[models.Model], name: str) -> Any:
    """The filter that suits the field. Of people and records there may be too many to list: the
    search finds those."""
    field: Any = field_at(model, name)
    if field is None:
        raise LookupError(f"{model._meta.label} has no field {name!r} to filter by.")
    label = capfirst(field.verbose_name)
    if isinstance(field, StateField):
        return state_filter(model)
    if field.choices:
        return several(label, field.choices, name)
    if isinstance(field, models.DateTimeField | models.DateField):
        return django_filters.DateFromToRangeFilter(
            label=label, field_name=name, widget=DateRangePickerWidget
        )
    if isinstance(field, models.BooleanField):
        return django_filters.BooleanFilter(label=label, field_name=name, widget=BooleanRadioSelect)
    if field.is_relation:
        return django_filters.ModelMultipleChoiceFilter(
            label=label,
            field_name=name,
            queryset=only_names(field.related_model._default_manager.all()),
            widget=checkboxes(),
            distinct=field.many_to_many,
        )
    return django_filters.CharFilter(label=label, field_name=name, lookup_expr="icontains")
