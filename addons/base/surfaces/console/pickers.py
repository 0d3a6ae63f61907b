"""Form fields as the console shows them: choices that are searched, and native date inputs.

A choice among a handful stays a list. Among more it is a search whose hits are radio buttons,
fetched from `choices/<field>/` beside the form's own address.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

if TYPE_CHECKING:
    from .viewset import OperableViewSet

# Up to so many are simply listed.
LISTED = 12
HITS = 8
# What names somebody or something, where no viewset says how to search.
NAMING = ("name", "title", "email", "phone", "username", "first_name", "last_name")


class SearchedChoice(forms.Widget):
    """A search field over radio buttons; works without script once its hits are there."""

    template_name = "base/console/dialog/pick.html"

    def __init__(
        self, *, url: str, chosen: Any, hits: list[Any], is_required: bool, adder: Any = None
    ) -> None:
        super().__init__()
        self.url, self.chosen, self.hits, self.adder = url, chosen, hits, adder
        self.is_required = is_required

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        hits = [hit for hit in self.hits if hit != self.chosen]
        return context | {
            "url": self.url,
            "chosen": self.chosen,
            "hits": hits,
            "adder": self.adder,
            "described_by": context["widget"]["attrs"].get("aria-describedby", ""),
        }


class Hit:
    """One choice: its value in the form, its words, and what helps to choose."""

    def __init__(self, value: Any, label: str, hint: str = "") -> None:
        self.value, self.label, self.hint = str(value), label, hint

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Hit) and other.value == self.value

    def __hash__(self) -> int:
        return hash(self.value)


def dress(form: Any, *, viewset: OperableViewSet, url: str, record: Any, user: Any) -> Any:
    """The form with widgets that suit the console; `url` is where its choices are fetched."""
    from .sites import adder_of  # the viewsets draw forms

    for name, field in (form.fields if form is not None else {}).items():
        if isinstance(field, forms.ModelChoiceField) and is_many(field):
            query = Picking(viewset, name, field, record)
            chosen = query.chosen(form[name].value())
            field.widget = SearchedChoice(
                url=f"{url}choices/{name}/",
                chosen=chosen,
                hits=list(query.hits("")),
                is_required=field.required,
                adder=adder_of(rows_of(field).model, user),
            )
        elif isinstance(field, forms.DateTimeField):
            given = form[name].value()
            field.widget = forms.DateTimeInput(
                attrs={"type": "datetime-local", "step": 900}, format="%Y-%m-%dT%H:%M"
            )
            field.widget.is_required = field.required and given is None
        elif isinstance(field, forms.DateField):
            field.widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return form


def is_many(field: forms.ModelChoiceField) -> bool:  # type: ignore[type-arg]
    """More than one would want to scroll through. A hidden one is for staff to fill in as well."""
    if isinstance(field, forms.ModelMultipleChoiceField):
        return False
    hidden = isinstance(field.widget, forms.HiddenInput)
    return hidden or rows_of(field).order_by()[: LISTED + 1].count() > LISTED


def rows_of(field: forms.ModelChoiceField) -> QuerySet[Any]:  # type: ignore[type-arg]
    """The records to choose from; a field of a bound form has them."""
    rows: Any = field.queryset
    return rows


class Picking:
    """The choices of one field, searched by how their own record type is searched."""

    def __init__(self, viewset: OperableViewSet, name: str, field: Any, record: Any) -> None:
        self.field, self.record = field, record
        self.rank = viewset.pickers.get(name)

    def hits(self, text: str) -> Iterable[Hit]:
        found = searched(self.field.queryset, text) if text else self.field.queryset
        if self.rank is not None:
            for choice, hint in self.rank(self.record, found, HITS):
                yield self.hit(choice, hint)
            return
        for choice in (found if found.ordered else found.order_by("pk"))[:HITS]:
            yield self.hit(choice)

    def hit(self, choice: Any, hint: str = "") -> Hit:
        return Hit(self.field.prepare_value(choice), self.field.label_from_instance(choice), hint)

    def chosen(self, value: Any) -> Hit | None:
        try:
            choice = self.field.to_python(value)
        except forms.ValidationError:
            return None
        return None if choice is None else self.hit(choice)


def searched(queryset: QuerySet[Any], text: str) -> QuerySet[Any]:
    from .sites import viewset_of  # the viewsets draw forms

    model: Any = queryset.model
    viewset = viewset_of(model)
    if viewset is not None and viewset.search:
        return viewset.searched(queryset, text)
    asked = [Q((f"{name}__icontains", text)) for name in NAMING if has_field(queryset.model, name)]
    return queryset.filter(reduce(or_, asked)) if asked else queryset.none()


def has_field(model: Any, name: str) -> bool:
    try:
        model._meta.get_field(name)
    except FieldDoesNotExist:
        return False
    return True


def choices_answer(
    request: HttpRequest, viewset: OperableViewSet, form: Any, name: str, record: Any
) -> HttpResponse:
    """The hits for what has been typed, and the one that is chosen."""
    field = form.fields.get(name) if form is not None else None
    if not isinstance(field, forms.ModelChoiceField):
        raise Http404
    picking = Picking(viewset, name, field, record)
    chosen = picking.chosen(request.GET.get(name, ""))
    hits = [hit for hit in picking.hits(request.GET.get(f"{name}-search", "")) if hit != chosen]
    context = {"widget": {"name": name}, "chosen": chosen, "hits": hits}
    response = render(request, "base/console/dialog/hits.html", context)
    response.headers["Cache-Control"] = "no-store"
    return response
