"""The steps of a door before anything changes: lock, may they, is it possible, are they right."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar, cast

from django.forms import Form
from django.utils.translation import gettext as _

from ..compiled import CompiledModel, Given
from ..events.model import Event
from ..models.record import Record
from .actors import Actor, is_signed_in, may
from .arguments import Arguments, field_errors
from .compose import ComposedFlow, flow_of, keywords_of
from .declare import Transition
from .errors import Conflict, Forbidden, Invalid, NotFound, NotSignedIn
from .write import Deed

M = TypeVar("M", bound=Record)


def lock(record: M, *, actor: Actor) -> M:
    """The record as it is now, locked after its root. Whether the actor may see it comes next."""
    locks = locks_of(type(record))
    locks.lock_root(record)
    for fresh in locks.own.ask(pk=record.pk):
        return cast(M, fresh)
    # Missing is to take as long as foreign.
    require_visible(record, actor=actor)
    raise NotFound


def require_visible(record: Record, *, actor: Actor) -> None:
    visible = type(record).objects.visible_to(actor)
    if visible.query.has_filters() and not visible.filter(pk=record.pk).exists():
        raise NotFound


class Locks:
    """What is asked at every door, per model: the row of the root, where there is one, its own."""

    def __init__(self, model: type[Record]) -> None:
        self.own = locking(model)
        self.again = CompiledModel(model, lambda rows: rows.filter(pk=given_key(model)))
        self.root = root_of(flow_of(model))
        self.of_root = None if self.root is None else locking(self.root.model)

    def lock_root(self, record: Record) -> None:
        if self.root is not None and self.of_root is not None:
            self.of_root.query.ask(pk=getattr(record, self.root.column))


def locking(model: type[Record]) -> CompiledModel[Record]:
    return CompiledModel(
        model, lambda rows: rows.select_for_update(no_key=True).filter(pk=given_key(model))
    )


def given_key(model: type[Record]) -> Given:
    return Given("pk", model._meta.pk)


@cache
def locks_of(model: type[Record]) -> Locks:
    return Locks(model)


@dataclass(frozen=True)
class Root:
    """The foreign key to the record that is locked before this one, and its model."""

    column: str
    model: type[Record]


@cache
def root_of(flow: ComposedFlow) -> Root | None:
    if flow.flow.root is None:
        return None
    key: Any = flow.model._meta.get_field(flow.flow.root)
    return Root(column=key.attname, model=key.related_model)


def require_permission(actor: Actor, permission: str, record: Record | None) -> None:
    """Who may, sees it: FlowContract holds every flow to that. Who may not is told only of what
    they see."""
    if may(actor, permission, record):
        return
    if record is not None:
        require_visible(record, actor=actor)
    raise Forbidden if is_signed_in(actor) else NotSignedIn


def require_possible(flow: ComposedFlow, spec: Transition, record: Record, *, actor: Actor) -> None:
    """409, with what the record is now and who made it so, or the condition's reason."""
    if not spec.starts_from(record.state):
        raise wrong_state(flow, spec, record)
    for condition in spec.conditions:
        if not condition.holds(record, actor):
            raise Conflict(condition.explain(record), code=condition.code, state=record.state)


def wrong_state(flow: ComposedFlow, spec: Transition, record: Record) -> Conflict:
    last = Event.objects.of(record).transitions().order_by("-sequence").first()
    state = flow.states.get(record.state)
    message = spec.taken or _("It is “%(state)s” now, so “%(action)s” is not possible.") % {
        "state": state.label if state else record.state,
        "action": spec.label,
    }
    return Conflict(
        message,
        state=record.state,
        changed_by=last.actor_id if last else None,
        changed_at=last.at if last else None,
    )


def require_current(record: Record, version: int | None) -> None:
    """A page drawn before the last transition or edit would act on what is no longer so."""
    if version is None or version == record.version:
        return
    if Event.objects.of(record).changing().filter(sequence__gt=version).exists():
        raise Conflict(code="changed", state=record.state)


def check_arguments(
    spec: Transition, data: dict[str, Any] | None, files: Any, *, record: Any, actor: Actor
) -> tuple[dict[str, Any], str]:
    """The clean arguments and, where the form asks for it, the reason."""
    data = {} if data is None else data
    if spec.arguments is None:
        known: set[str] = set()
    else:
        known = set(spec.arguments.base_fields)
    unknown = {name: [_("This field is not known here.")] for name in set(data) - known}
    if spec.arguments is None:
        if unknown:
            raise Invalid(unknown)
        return {}, ""
    form = bound_form(spec.arguments, data, files, record=record, actor=actor)
    if not form.is_valid() or unknown:
        raise Invalid(field_errors(form) | unknown)
    return form.cleaned_data, str(form.cleaned_data.get("reason") or "")


def bound_form(arguments: type[Form], data: Any, files: Any, *, record: Any, actor: Actor) -> Form:
    if issubclass(arguments, Arguments):
        return arguments(data, files, record=record, actor=actor)
    return arguments(data, files)


def body_arguments(spec: Transition, deed: Deed) -> dict[str, Any]:
    """The form's clean values, and of actor and reason what the body names."""
    arguments = deed.arguments | {"actor": deed.actor, "reason": deed.reason}
    wanted = keywords_of(spec.body)
    return {name: value for name, value in arguments.items() if name in wanted}
