"""The doors: the only ways to change a record. Every surface ends here.

    create(Model, actor=…, data=…, via=…)                       its NEW transition
    perform(record, Flow.transition, actor=…, data=…, via=…)    one transition
    edit(record, actor=…, data=…, via=…)                        the flow's editable fields
    add_note(record, actor=…, kind=…, text=…, via=…)            a remark
    add_message(record, actor=…, make=…, via=…)                 what was said in it
    override(record, state=…, actor=…, notes=…, via=…)          a state by hand

All return a fresh record and never change the one passed in. `perform_many` is in `bulk`,
`available` in `available`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

from django.db.models import Model
from django.forms import modelform_factory
from django.utils.translation import gettext as _

from .. import clock
from ..events.model import Event, Kind
from ..faults import fault
from ..models.note import Note
from ..models.record import Record
from .actors import Actor, Door
from .arguments import field_errors
from .changes import Change
from .compose import ComposedFlow, flow_of, run_body
from .declare import Body, Transition
from .errors import Invalid
from .journal import telling_refusals
from .steps import (
    body_arguments,
    check_arguments,
    lock,
    locks_of,
    require_current,
    require_permission,
    require_possible,
    require_visible,
)
from .unit import unit_of_work
from .write import Deed, Head, caused_by, head_of, write, write_new

M = TypeVar("M", bound=Record)


def perform(
    record: M,
    transition: Body | str,
    *,
    actor: Actor,
    via: Door,
    data: dict[str, Any] | None = None,
    files: Any = None,
    reason: str = "",
    version: int | None = None,
) -> M:
    """Take the record through one transition.

    `data`: the raw arguments, by the form's field names. `version`: what the caller's page was
    drawn with. Raises NotSignedIn, NotFound, Forbidden, Conflict, Invalid or Refused. Who comes
    second with a repeatable one gets the record as the first left it.
    """
    flow = flow_of(type(record))
    spec = flow.find(transition)

    def work() -> M:
        fresh = lock(record, actor=actor)
        fault("perform:after-lock")
        require_permission(actor, spec.permission, fresh)
        if spec.is_repeat(fresh.state):
            return fresh
        require_possible(flow, spec, fresh, actor=actor)
        if not spec.repeatable:
            require_current(fresh, version)
        arguments, why = check_arguments(spec, data, files, record=fresh, actor=actor)
        head = head_of(fresh)
        deed = Deed(Kind.TRANSITION, actor, via, spec.name, reason or why, arguments)
        run_body(fresh, spec, body_arguments(spec, deed))
        fault("perform:after-body")
        event = write(fresh, head, deed, flow=flow)
        done = follow(fresh, flow, spec, deed, event, head)
        fault("perform:after-follow-ups")
        return done

    with telling_refusals(flow.label, spec.name):
        return unit_of_work(work)


def create(
    model: type[M],
    *,
    actor: Actor,
    via: Door,
    data: dict[str, Any] | None = None,
    files: Any = None,
) -> M:
    """Make a record through its creation transition; its event is the first of the stream."""
    flow = flow_of(model)
    spec = flow.creation
    if spec is None:
        raise LookupError(f"{flow.label} declares no transition with source=NEW.")

    def work() -> M:
        require_permission(actor, spec.permission, None)
        arguments, why = check_arguments(spec, data, files, record=None, actor=actor)
        fresh = model()
        deed = Deed(Kind.TRANSITION, actor, via, spec.name, why, arguments)
        run_body(fresh, spec, body_arguments(spec, deed))
        event = write_new(fresh, deed, flow=flow)
        return follow(fresh, flow, spec, deed, event, None)

    with telling_refusals(flow.label, spec.name):
        return unit_of_work(work)


def edit(
    record: M, *, actor: Actor, via: Door, data: dict[str, Any], version: int | None = None
) -> M:
    """Change some of the flow's editable fields; what is not in `data` stays."""
    flow = flow_of(type(record))

    def work() -> M:
        fresh = lock(record, actor=actor)
        require_visible(fresh, actor=actor)
        unknown = {name: [_("This field cannot be changed.")] for name in data}
        for name in set(data) & set(flow.flow.editable):
            require_permission(actor, flow.flow.editable[name], fresh)
            del unknown[name]
        if unknown:
            raise Invalid(unknown)
        require_current(fresh, version)
        head = head_of(fresh)
        form = modelform_factory(flow.model, fields=list(data))(data, instance=fresh)
        if not form.is_valid():
            raise Invalid(field_errors(form))
        if not form.has_changed():
            return fresh
        changed = {
            name: [form.initial.get(name), form.cleaned_data[name]] for name in form.changed_data
        }
        write(fresh, head, Deed(Kind.EDITED, actor, via, arguments=changed), flow=flow)
        return fresh

    return unit_of_work(work)


def add_note(
    record: M, *, actor: Actor, via: Door, kind: str, text: str, visible_to_client: bool = False
) -> Note:
    """Put a remark on the record; who may write which kind stands in the flow."""
    flow = flow_of(type(record))

    def work() -> Note:
        fresh = lock(record, actor=actor)
        require_visible(fresh, actor=actor)
        if kind not in flow.flow.notes:
            raise Invalid({"kind": [_("Choose one of: %s.") % ", ".join(flow.flow.notes)]})
        require_permission(actor, flow.flow.notes[kind], fresh)
        if not text.strip():
            raise Invalid({"text": [_("Write the note first.")]})
        head = head_of(fresh)
        note = Note(
            record_type=fresh.record_type,
            record_id=str(fresh.pk),
            kind=kind,
            text=text,
            # What the customer writes, the customer sees.
            visible_to_client=visible_to_client or kind == Note.Kind.CLIENT,
            created_by_id=actor.pk,
        )
        note.created_at = note.updated_at = clock.now()
        note.save()
        write(fresh, head, Deed(Kind.NOTE, actor, via, arguments={"note": note.pk}), flow=flow)
        return note

    return unit_of_work(work)


def add_message(
    record: M, *, actor: Actor, via: Door, permission: str, make: Callable[[M], Model]
) -> Model:
    """Append what `make` makes of the locked record, a message; the event names it by its key."""
    flow = flow_of(type(record))

    def work() -> Model:
        fresh = lock(record, actor=actor)
        require_visible(fresh, actor=actor)
        require_permission(actor, permission, fresh)
        head = head_of(fresh)
        message = make(fresh)
        deed = Deed(Kind.MESSAGE, actor, via, arguments={"message": message.pk})
        write(fresh, head, deed, flow=flow)
        return message

    return unit_of_work(work)


def override(record: M, *, state: str, actor: Actor, notes: str, via: Door) -> M:
    """Set a state by hand: no body, no follow-up, no effect. `verify` lists it until reviewed."""
    flow = flow_of(type(record))

    def work() -> M:
        fresh = lock(record, actor=actor)
        require_visible(fresh, actor=actor)
        require_permission(actor, flow.flow.override_permission, fresh)
        allowed = [key for key, value in flow.states.items() if value.by_override]
        if state not in allowed:
            raise Invalid({"new_status": [_("Choose one of: %s.") % ", ".join(allowed)]})
        if not notes.strip():
            raise Invalid({"notes": [_("Say why; it stands in the history.")]})
        head = head_of(fresh)
        fresh.__dict__["state"] = state
        deed = Deed(Kind.TRANSITION, actor, via, "override", notes)
        write(fresh, head, deed, flow=flow)
        return fresh

    return unit_of_work(work)


def follow(
    record: M, flow: ComposedFlow, spec: Transition, deed: Deed, event: Event, head: Head | None
) -> M:
    """Run the follow-ups; they may change the record again, so then it is read afresh."""
    follow_ups = flow.follow_ups.get(spec.name)
    if not follow_ups:
        return record
    change = Change.of(event, spec, deed, head)
    with caused_by(event):
        for follow_up in follow_ups:
            follow_up.run(record, change)
    return cast(M, locks_of(type(record)).again.ask(pk=record.pk)[0])
