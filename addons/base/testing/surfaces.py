"""What the console, the portal and REST answer where the door itself says yes or no.

Surfaces only call the doors, so each transition is tried once for each answer that its door gives:
the first actor and state that get it stand for all others.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.test import Client
from django.urls import resolve

from ..points import RESOURCES
from ..surfaces.console.sites import viewset_of
from ..workflow.actors import Door
from ..workflow.declare import Transition
from ..workflow.errors import DoorError, Forbidden, NotFound

SIGNED_IN_BY = "allauth.account.auth_backends.AuthenticationBackend"
# To where one signs in, or told that this is for staff.
ELSEWHERE = {302, 403}


@dataclass(frozen=True)
class Case:
    """One answer of a door, and who gets it on which record."""

    record: Any
    spec: Transition
    actor: Any
    data: dict[str, Any]
    error: DoorError | None

    @property
    def kind(self) -> str:
        who = "" if self.actor.is_authenticated else "nobody"
        return " ".join((who, type(self.error).__name__, self.error.code if self.error else ""))


def wrong_answers(case: Case) -> Iterator[str]:
    """Each surface that answers the case otherwise than the door does."""
    told = f"{case.actor} · {case.spec.name} · {case.record.state} ({case.kind})"
    for door, url in addresses(case):
        right = statuses_of(case, door)
        with transaction.atomic():
            answer = _client(case.actor).post(url, **_body(case, door))
            transaction.set_rollback(True)
        if answer.status_code not in right:
            yield f"{told} by {door}: {answer.status_code} instead of {right}"


def addresses(case: Case) -> Iterator[tuple[Door, str]]:
    """Where each surface that shows the transition takes it."""
    model: Any = type(case.record)
    spec = case.spec
    resource = next((r for r in RESOURCES.values() if r.model is model), None)
    if resource is not None and Door.REST in spec.doors:
        yield Door.REST, f"/api/v1/{resource.path}/{case.record.pk}/{spec.path}/"
    viewset = viewset_of(model)
    if viewset is not None and Door.CONSOLE in spec.doors:
        yield Door.CONSOLE, viewset.url("do", case.record.pk, spec.path)
    page = getattr(case.record, "get_absolute_url", str)()
    if page and Door.PORTAL in spec.doors:
        url = f"{page}do/{spec.path}/"
        if (resolve(url).url_name or "").endswith("_do"):
            yield Door.PORTAL, url


def statuses_of(case: Case, door: Door) -> set[int]:
    """The door's answer in the surface's own form."""
    model: Any = type(case.record)
    viewset = viewset_of(model)
    if door is Door.CONSOLE and not (viewset and viewset.may_open(case.actor)):
        return ELSEWHERE
    if not case.actor.is_authenticated:
        return {401} if door is Door.REST else ELSEWHERE
    if case.error is None:
        return {200} if door is Door.REST else {303}
    if door is Door.REST:
        return {case.error.http_status}
    match case.error:
        case Forbidden() | NotFound():
            return {404}
    return {409} if case.error.http_status == 409 else {422}


def _client(actor: Any) -> Client:
    client = Client(raise_request_exception=False)
    if actor.is_authenticated:
        client.force_login(actor, SIGNED_IN_BY)
    return client


def _body(case: Case, door: Door) -> dict[str, Any]:
    if door is Door.REST:
        return {"data": json.dumps(case.data), "content_type": "application/json"}
    return {"data": {name: value for name, value in case.data.items() if value is not None}}
