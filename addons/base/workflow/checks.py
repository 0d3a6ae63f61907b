"""System checks of flows: what would only be noticed when somebody presses the button.

`manage.py check` runs them, and so does every command that starts something. Those about rows need
`--database default`; migrate asks them too.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from typing import Any

import rules
from django.core.checks import CheckMessage, Error
from django.core.exceptions import FieldDoesNotExist
from django.db import connections, models
from django.db.migrations.executor import MigrationExecutor

from ..events.model import Event
from ..models.note import Note
from ..models.record import Record, RecordQuerySet
from ..points import FLOWS
from .compose import GIVEN, ComposedFlow, keywords_of
from .declare import Transition
from .errors import Conflict
from .known_states import unknown_states

# Kept for the doors' own conflicts.
RESERVED_CODES = {Conflict.code, "changed"}

FlowCheck = Callable[[ComposedFlow], Iterator[str]]


def check_flows(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Every flow holds together."""
    chosen = None if app_configs is None else {config.label for config in app_configs}
    return [
        Error(f"{flow.label}: {sentence}", obj=flow.model, id=code)
        for flow in FLOWS.values()
        if chosen is None or flow.model._meta.app_label in chosen
        for code, check in CHECKS.items()
        for sentence in check(flow)
    ]


def check_rows(databases: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """No rows are in a state that no enabled addon knows."""
    for alias in databases or []:
        executor = MigrationExecutor(connections[alias])
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return []  # the tables come first
    if not databases:
        return []
    return [Error(str(unknown), id="base.E020") for unknown in unknown_states()]


def permissions_are_defined(flow: ComposedFlow) -> Iterator[str]:
    declared = flow.flow
    named = {f"transition {spec.name}": spec.permission for spec in flow.transitions.values()}
    named |= {f"editable field {name}": p for name, p in declared.editable.items()}
    named |= {f"note {kind}": permission for kind, permission in declared.notes.items()}
    for name in ("override_permission", "history_permission", "party_permission"):
        if getattr(declared, name):
            named[name] = getattr(declared, name)
    for what, permission in named.items():
        if not permission:
            yield f"the {what} names no permission, so nobody may; name one."
        elif not rules.perm_exists(permission):
            yield f"the {what} asks {permission!r}, which no rules.py defines with rules.add_perm()."


def transitions_are_described(flow: ComposedFlow) -> Iterator[str]:
    for spec in flow.transitions.values():
        if not str(spec.label).strip():
            yield f"the transition {spec.name} has no label; buttons are made from it."
        if not spec.summary:
            yield f"the transition {spec.name} has no docstring; say in one line what happens."


def forms_fit_bodies(flow: ComposedFlow) -> Iterator[str]:
    for spec in flow.transitions.values():
        asked = set(getattr(spec.arguments, "base_fields", ())) - GIVEN
        taken = keywords_of(spec.body) - GIVEN
        if asked != taken:
            yield (
                f"the transition {spec.name} asks for {_list(asked)}, but its body takes "
                f"{_list(taken)}; the form's fields must be the body's keyword arguments."
            )
        if not _takes_keywords_only(spec):
            yield f"the body of {spec.name} must take its arguments by keyword only: (self, *, …)."


def _takes_keywords_only(spec: Transition) -> bool:
    parameters = list(inspect.signature(spec.body).parameters.values())[1:]
    return all(p.kind is p.KEYWORD_ONLY and p.default is p.empty for p in parameters)


def fields_hide_nothing_of_the_record(flow: ComposedFlow) -> Iterator[str]:
    own = {field.name for field in Record._meta.get_fields()}
    for field in flow.model._meta.local_fields:
        if field.name not in own and hasattr(Record, field.name):
            yield f"the field {field.name} hides what every record has by that name; rename it."


def states_can_be_reached(flow: ComposedFlow) -> Iterator[str]:
    start = flow.creation.target if flow.creation else tuple(flow.states)[:1]
    reached, waiting = set(start), list(start)
    while waiting:
        state = waiting.pop()
        for spec in flow.from_state(state):
            new = set(spec.target) - reached
            reached |= new
            waiting += new
    for key in flow.states:
        if key not in reached:
            yield f"no transition leads to the state {key!r}."


def open_states_have_a_way_out(flow: ComposedFlow) -> Iterator[str]:
    for key, state in flow.states.items():
        leaving = [s for s in flow.from_state(key) if set(s.target) - {key}]
        if not leaving and not state.final:
            yield f"nothing leads out of the state {key!r}; declare it final=True if that is meant."


def ways_out_exist(flow: ComposedFlow) -> Iterator[str]:
    for key, state in flow.states.items():
        way_out = state.when_disabled
        if way_out is not None and way_out not in flow.states:
            yield f"the state {key!r} says when_disabled={way_out!r}, which is no state of it."


def reading_is_ruled(flow: ComposedFlow) -> Iterator[str]:
    queryset: Any = type(flow.model._default_manager.all())
    if not issubclass(queryset, RecordQuerySet):
        yield "its `objects` must come from a RecordQuerySet: objects = MyQuerySet.as_manager()."
    elif queryset.visible_to_user is RecordQuerySet.visible_to_user:
        yield "its queryset does not define visible_to_user(user), so nobody sees any."


def root_is_a_record(flow: ComposedFlow) -> Iterator[str]:
    name = flow.flow.root
    if name is None:
        return
    field = _field(flow, name)
    if not isinstance(field, models.ForeignKey) or not issubclass(field.related_model, Record):
        yield f"root = {name!r} must name a foreign key to a record."


def named_columns_exist(flow: ComposedFlow) -> Iterator[str]:
    columns = {field.attname for field in flow.model._meta.concrete_fields}
    for spec in flow.transitions.values():
        for column in set(spec.bulk.columns if spec.bulk else ()) - columns:
            yield f"bulk=SetOf(…) of {spec.name} names {column!r}, which is no column of it."
    for name in flow.flow.editable:
        if not getattr(_field(flow, name), "editable", False):
            yield f"editable names {name!r}, which is no field that can be edited."
    for kind in set(flow.flow.notes) - set(Note.Kind.values):
        yield f"notes names the kind {kind!r}; known are {_list(set(Note.Kind.values))}."


def names_are_free_and_fit(flow: ComposedFlow) -> Iterator[str]:
    longest = Event._meta.get_field("transition").max_length or 0
    fields = {field.name for field in flow.model._meta.get_fields()}
    for spec in flow.transitions.values():
        if spec.name in fields or hasattr(Record, spec.name):
            yield f"the transition {spec.name} takes the name of something records have already."
        if len(spec.name) > longest:
            yield f"the name {spec.name!r} is longer than {longest} characters."
        for condition in spec.conditions:
            if condition.code in RESERVED_CODES:
                yield f"a condition of {spec.name} takes the code {condition.code!r} of the doors."


def keys_can_be_matched(flow: ComposedFlow) -> Iterator[str]:
    # Events keep keys as text, which the history's statement turns back.
    if not isinstance(
        flow.model._meta.pk, (models.AutoField, models.IntegerField, models.UUIDField)
    ):
        yield "its primary key must be a number or a UUID."


CHECKS: dict[str, FlowCheck] = {
    "base.E001": permissions_are_defined,
    "base.E002": transitions_are_described,
    "base.E003": forms_fit_bodies,
    "base.E004": states_can_be_reached,
    "base.E005": open_states_have_a_way_out,
    "base.E006": ways_out_exist,
    "base.E007": reading_is_ruled,
    "base.E008": root_is_a_record,
    "base.E009": named_columns_exist,
    "base.E010": names_are_free_and_fit,
    "base.E011": keys_can_be_matched,
    "base.E012": fields_hide_nothing_of_the_record,
}


def _field(flow: ComposedFlow, name: str) -> Any:
    try:
        return flow.model._meta.get_field(name)
    except FieldDoesNotExist:
        return None


def _list(names: Any) -> str:
    return ", ".join(sorted(names)) or "nothing"
