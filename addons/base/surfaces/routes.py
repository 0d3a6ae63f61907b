"""The routes of a record type, made from its resource and its flow."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import Router, Schema
from pydantic import create_model

from ..models.record import RecordQuerySet
from ..points import Resource
from ..workflow.actors import Door
from .authentication import anyone, signed_in
from .extra_fields import schema_of_resource
from .inputs import FormClass
from .paging import ListQuery
from .resources import Endpoints
from .shapes import HistoryRow, Note, Option, Problem

View = Callable[..., HttpResponse]

READ = (400, 401, 404)
WRITE = (400, 401, 403, 404, 409)


class Routes:
    """Declares one resource's operations to ninja, with what each takes and answers."""

    def __init__(self, resource: Resource, router: Router | None = None) -> None:
        self.resource = resource
        self.endpoints = Endpoints.of(resource)
        self.flow = self.endpoints.flow
        self.name = resource.path.replace("/", "_").replace("-", "_")
        tag = resource.tag or str(resource.model._meta.verbose_name_plural)
        self.router = router or Router(tags=[tag])
        self.key_type, self.one = key_of(resource.model)
        self.reader = anyone if is_open(resource) else signed_in
        self.schema = schema_of_resource(resource)

    def build(self) -> Router:
        self.add_reading()
        self.add_creation()
        for spec in self.flow.transitions.values():
            if not spec.creates and Door.REST in spec.doors:
                self.add(
                    "POST",
                    f"{self.one}{spec.path}/",
                    partial(self.endpoints.perform, spec=spec),
                    name=spec.name,
                    summary=spec.label,
                    description=spec.summary,
                    answers={200: self.schema, WRITE: Problem},
                    form=spec.arguments,
                )
        self.add_notes()
        self.add_override()
        return self.router

    def add_reading(self) -> None:
        schema, act = self.schema, self.endpoints
        if self.resource.has_list:
            self.add(
                "GET",
                "/",
                act.list,
                name="list",
                summary=_("List"),
                answers={200: page_schema(schema), (400, 401): Problem},
                query=act.query,
            )
        self.add(
            "GET",
            self.one,
            act.read,
            name="read",
            summary=_("Read one"),
            answers={200: schema_with_history(schema), READ: Problem},
            names={"include"},
        )
        self.add(
            "GET",
            f"{self.one}transitions/",
            act.transitions,
            name="transitions",
            summary=_("What the caller may do now"),
            answers={200: list[Option], READ: Problem},
        )
        self.add(
            "GET",
            f"{self.one}status-history/",
            act.history,
            name="status_history",
            summary=_("Status history, newest first"),
            answers={200: list[HistoryRow], READ: Problem},
        )

    def add_creation(self) -> None:
        spec = self.flow.creation
        if spec is None or Door.REST not in spec.doors:
            return
        self.add(
            "POST",
            "/",
            self.endpoints.create,
            name="create",
            summary=spec.label,
            description=spec.summary,
            answers={201: self.schema, (400, 401, 403, 409): Problem},
            form=spec.arguments,
        )

    def add_notes(self) -> None:
        if not self.flow.flow.notes:
            return
        path = f"{self.one}notes/"
        self.add(
            "GET",
            path,
            self.endpoints.notes,
            name="notes",
            summary=_("Notes, newest first"),
            answers={200: list[Note], READ: Problem},
        )
        self.add(
            "POST",
            path,
            self.endpoints.note,
            name="add_note",
            summary=_("Add a note"),
            answers={201: Note, WRITE: Problem},
            form=self.endpoints.note_form,
        )

    def add_override(self) -> None:
        if not self.flow.flow.override_permission:
            return
        self.add(
            "POST",
            f"{self.one}update-status/",
            self.endpoints.override,
            name="update_status",
            summary=_("Set the status by hand"),
            description=str(_("Runs nothing else; the notes stand in the history.")),
            answers={200: self.schema, WRITE: Problem},
            form=self.endpoints.override_form,
        )

    def add(
        self,
        method: str,
        path: str,
        act: Callable[..., HttpResponse],
        *,
        name: str,
        summary: Any,
        answers: dict[Any, Any],
        description: str = "",
        form: FormClass | None = None,
        query: ListQuery | None = None,
        names: frozenset[str] | set[str] = frozenset(),
    ) -> None:
        view = view_of(act, key_type=self.key_type if path.startswith(self.one) else None)
        view.__doc__ = description
        # For the document, and for who checks the query.
        view.asks = form  # type: ignore[attr-defined]
        view.list_query = query  # type: ignore[attr-defined]
        view.query_names = None if query else names  # type: ignore[attr-defined]
        self.router.add_api_operation(
            path,
            [method],
            view,
            auth=signed_in if method == "POST" else self.reader,
            response=answers,
            operation_id=f"{self.name}_{name}",
            summary=summary,
            url_name=f"{self.name}_{name}",
        )


def view_of(act: Callable[..., HttpResponse], *, key_type: Any) -> View:
    """A plain function as ninja wants it, with the key's type where the path has one."""
    if key_type is None:

        def view(request: HttpRequest) -> HttpResponse:
            return act(request)

        return view

    def view_of_one(request: HttpRequest, id: Any) -> HttpResponse:
        return act(request, id)

    view_of_one.__annotations__["id"] = key_type
    return view_of_one


def key_of(model: type[models.Model]) -> tuple[Any, str]:
    """The primary key's type, and the path of one record: what is no key is no address."""
    column: Any = model._meta.pk
    while column.remote_field:
        column = column.target_field
    if isinstance(column, models.IntegerField):
        return int, "/{int:id}/"
    if isinstance(column, models.UUIDField):
        return UUID, "/{uuid:id}/"
    return str, "/{str:id}/"


def is_open(resource: Resource) -> bool:
    """Whether its queryset says what is visible to anyone."""
    queryset = type(resource.model.objects.all())
    return queryset.visible_to_anyone is not RecordQuerySet.visible_to_anyone


def page_schema(schema: type[Schema]) -> type[Schema]:
    return create_model(
        f"{schema.__name__}Page",
        __base__=Schema,
        count=(int, ...),
        next=(str | None, ...),
        previous=(str | None, ...),
        results=(list[schema], ...),  # type: ignore[valid-type]
    )


def schema_with_history(schema: type[Schema]) -> type[Schema]:
    return create_model(
        f"{schema.__name__}WithHistory",
        __base__=schema,
        status_history=(list[HistoryRow] | None, None),
    )
