"""What the API does with the records of one type. Reading is always `visible_to`, writing a door."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from ..events.reading import Reach, describe_note, notes_of, person, reach_of, status_history
from ..models.record import Record, RecordQuerySet
from ..points import Resource
from ..workflow.actors import Door
from ..workflow.available import Available, available
from ..workflow.compose import ComposedFlow, flow_of
from ..workflow.declare import Transition
from ..workflow.doors import add_note, create, override, perform
from ..workflow.errors import Conflict, Invalid, NotFound
from ..workflow.steps import require_permission, require_possible
from .answers import answer, read_json
from .authentication import actor_of
from .extra_fields import add_fields, fields_of
from .filters import filters_of
from .inputs import FormClass, check_body, schema_of
from .paging import ListQuery, count_of, enveloped, rows_of

HISTORY: Final = "status-history"


@dataclass(frozen=True)
class Endpoints:
    """The operations on one record type; each takes the request and answers, or raises."""

    resource: Resource
    flow: ComposedFlow
    query: ListQuery
    note_form: FormClass
    override_form: FormClass

    @classmethod
    def of(cls, resource: Resource) -> Endpoints:
        flow = flow_of(resource.model)
        return cls(
            resource=resource,
            flow=flow,
            query=ListQuery(filters_of(resource), resource.search, resource.ordering),
            note_form=note_form_of(flow),
            override_form=override_form_of(flow),
        )

    # --- reading -----------------------------------------------------------------------------

    def visible(self, actor: Any) -> RecordQuerySet:
        queryset: RecordQuerySet = self.resource.model.objects.visible_to(actor)
        return queryset

    def find(self, key: Any, actor: Any) -> Any:
        """The record; foreign and missing are the same 404."""
        record = self.visible(actor).filter(pk=key).first()
        if record is None:
            raise NotFound
        return record

    def described(self, queryset: QuerySet[Any], actor: Any) -> list[dict[str, Any]]:
        prepared, describe = self.resource.prepared, self.resource.describe
        rows = queryset if prepared is None else prepared(queryset, actor)
        shown = [describe(row, actor) for row in rows]
        add_fields(shown, fields_of(self.resource), actor)
        return shown

    def list(self, request: HttpRequest) -> HttpResponse:
        actor = actor_of(request)
        page = self.query.read(request.GET)
        narrowed = self.visible(actor).filter(page.narrowed)
        results = self.described(rows_of(narrowed, page), actor)
        return answer(enveloped(request, page, count_of(narrowed), results))

    def read(self, request: HttpRequest, key: Any) -> HttpResponse:
        actor = actor_of(request)
        includes = request.GET.get("include")
        if includes not in (None, HISTORY):
            raise Invalid({"include": [str(_("Only status-history can be included."))]})
        found = self.described(self.visible(actor).filter(pk=key), actor)
        if not found:
            raise NotFound
        shown = found[0]
        if includes:
            shown |= {"status_history": status_history(self.find(key, actor), actor)}
        return answer(shown)

    def transitions(self, request: HttpRequest, key: Any) -> HttpResponse:
        actor = actor_of(request)
        options = available(self.find(key, actor), actor, via=Door.REST)
        return answer([describe_option(option) for option in options])

    def history(self, request: HttpRequest, key: Any) -> HttpResponse:
        actor = actor_of(request)
        return answer(status_history(self.find(key, actor), actor))

    def notes(self, request: HttpRequest, key: Any) -> HttpResponse:
        actor = actor_of(request)
        return answer(notes_of(self.find(key, actor), actor))

    # --- writing -----------------------------------------------------------------------------

    def create(self, request: HttpRequest) -> HttpResponse:
        actor = actor_of(request)
        spec = self.flow.creation
        assert spec is not None  # the route is made only where there is one
        body = read_json(request)
        try:
            data = check_body(spec.arguments, body)
        except Invalid:
            require_permission(actor, spec.permission, None)
            raise
        record = create(self.resource.model, actor=actor, data=data, via=Door.REST)
        response = answer(self.shown(record, actor), status=201)
        response.headers["Location"] = f"{request.path}{record.pk}/"
        return response

    def perform(self, request: HttpRequest, key: Any, spec: Transition) -> HttpResponse:
        actor = actor_of(request)
        record = self.named(key, actor)
        body = read_json(request)
        try:
            data = check_body(spec.arguments, body)
        except Invalid:
            # The doors' order: who may not, or not now, hears that first.
            fresh = self.find(key, actor)
            require_permission(actor, spec.permission, fresh)
            with self.discreet(spec, fresh.pk, actor):
                if not spec.is_repeat(fresh.state):
                    require_possible(self.flow, spec, fresh, actor=actor)
            raise
        with self.discreet(spec, key, actor):
            record = perform(record, spec.name, actor=actor, data=data, via=Door.REST)
        return answer(self.shown(record, actor))

    def note(self, request: HttpRequest, key: Any) -> HttpResponse:
        actor = actor_of(request)
        record = self.find(key, actor)
        data = self.cleaned(self.note_form, request)
        note = add_note(record, actor=actor, via=Door.REST, **data)
        return answer(describe_note(note), status=201)

    def override(self, request: HttpRequest, key: Any) -> HttpResponse:
        actor = actor_of(request)
        record = self.find(key, actor)
        require_permission(actor, self.flow.flow.override_permission, record)
        data = self.cleaned(self.override_form, request)
        record = override(
            record, state=data["new_status"], notes=data["notes"], actor=actor, via=Door.REST
        )
        return answer(self.shown(record, actor))

    # --- their pieces ------------------------------------------------------------------------

    def named(self, key: Any, actor: Any) -> Record:
        """The record for a door, which reads it anew: only one with a root must be known before."""
        if self.flow.flow.root is None:
            unread = self.resource.model()
            unread.pk = key
            return unread
        found: Record = self.find(key, actor)
        return found

    def shown(self, record: Record, actor: Any) -> dict[str, Any]:
        """The record as it reads after a deed, also to one who by the deed lost sight of it."""
        (shown,) = self.described(self.resource.model.objects.filter(pk=record.pk), actor)
        return shown

    def cleaned(self, form_class: FormClass, request: HttpRequest) -> dict[str, Any]:
        form = form_class(check_body(form_class, read_json(request)))
        if not form.is_valid():
            raise Invalid({name: list(map(str, e)) for name, e in form.errors.items()})
        cleaned: dict[str, Any] = form.cleaned_data
        return cleaned

    @contextmanager
    def discreet(self, spec: Transition, key: Any, actor: Any) -> Iterator[None]:
        """Who changed the record last, and when, is told to those who may read its history."""
        try:
            yield
        except Conflict as conflict:
            changed_by = conflict.details.pop("changed_by", None)
            changed_at = conflict.details.pop("changed_at", None)
            record = self.visible(actor).filter(pk=key).first()
            # A follow-up's refusal speaks of another record.
            if (
                record is not None
                and not spec.starts_from(record.state)
                and reach_of(record, actor) is not Reach.OWN
            ):
                conflict.details |= {"changed_by": person(changed_by), "changed_at": changed_at}
            raise


def describe_option(option: Available) -> dict[str, Any]:
    spec = option.spec
    return {
        "name": option.name,
        "path": option.path,
        "label": option.label,
        "enabled": option.enabled,
        "code": option.code,
        "reason": option.reason,
        "primary": option.primary,
        "tone": option.tone,
        "confirm": spec.confirm,
        "advice": option.advice,
        "input": schema_of(spec.arguments) if spec.arguments else None,
    }


def note_form_of(flow: ComposedFlow) -> FormClass:
    kinds = list(flow.flow.notes)
    return type(
        "NoteInput",
        (forms.Form,),
        {
            "kind": forms.ChoiceField(
                choices=[(kind, kind) for kind in kinds], initial=kinds[0] if kinds else None
            ),
            "text": forms.CharField(max_length=10_000),
            "visible_to_client": forms.BooleanField(required=False, initial=False),
        },
    )


def override_form_of(flow: ComposedFlow) -> FormClass:
    states = [(key, state.label) for key, state in flow.states.items() if state.by_override]
    return type(
        "OverrideInput",
        (forms.Form,),
        {
            "new_status": forms.ChoiceField(choices=states),
            "notes": forms.CharField(max_length=2_000),
        },
    )
