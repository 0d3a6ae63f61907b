"""Composing flows: every declaration and extension becomes one flow per model, run by django-fsm.

The registry of declarations is the truth and django-fsm its executor. The only file that touches
django-fsm's private parts.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cache, wraps
from typing import TYPE_CHECKING, Any

import django_fsm
from django.apps import apps

from ..points import EFFECTS, EXTENSIONS, FLOWS, FOLLOWS
from ..registry import RegistryError
from .declare import Body, Extension, Flow, Transition
from .states import State

if TYPE_CHECKING:
    from ..models.record import Record
    from ..points import Effect, FollowUp

# Given to a body that names them in its signature, beside its arguments.
GIVEN = {"actor", "reason"}


@cache
def keywords_of(body: Body) -> frozenset[str]:
    """What the body takes beside the record."""
    return frozenset(list(inspect.signature(body).parameters)[1:])


@dataclass(eq=False)
class ComposedFlow:
    """What a model's life is with all enabled addons: the truth that every door reads."""

    model: type[Record]
    flow: type[Flow]
    states: dict[str, State]
    transitions: dict[str, Transition]
    state_addons: dict[str, str]
    follow_ups: dict[str, list[FollowUp]] = field(default_factory=dict)
    effects: dict[str, list[Effect]] = field(default_factory=dict)

    @property
    def label(self) -> str:
        return self.model._meta.label_lower

    @property
    def creation(self) -> Transition | None:
        """The transition from nothing, if records of this type are made through the door."""
        return next((spec for spec in self.transitions.values() if spec.creates), None)

    def find(self, transition: Body | str) -> Transition:
        """The composed declaration, by the flow's function or by name (at the edges)."""
        name = transition if isinstance(transition, str) else transition.__name__
        spec = self.transitions.get(name)
        if spec is None or (callable(transition) and spec.body is not transition):
            raise LookupError(f"{self.label} has no transition {name}.")
        return spec

    def bodies(self) -> dict[Body, str]:
        return {spec.body: name for name, spec in self.transitions.items()}

    def from_state(self, state: str) -> list[Transition]:
        """The transitions that start in the state, in the order of their declaration."""
        return [s for s in self.transitions.values() if not s.creates and s.starts_from(state)]


def flow_of(model: type[Any]) -> ComposedFlow:
    """The composed flow of a record's model."""
    return FLOWS[model._meta.label_lower]


def owner_of(body: Body) -> tuple[ComposedFlow, str]:
    """The flow that a transition function belongs to, and its name there."""
    for flow in FLOWS.values():
        name = flow.bodies().get(body)
        if name:
            return flow, name
    raise RegistryError(f"{body.__qualname__} is not a transition of any enabled addon's record.")


def compose_all() -> None:
    """Compose every record's flow, attach follow-ups and effects; once, when all is loaded."""
    for model in record_models():
        FLOWS.register(model._meta.label_lower, compose(model))
    for follow_up in FOLLOWS:
        flow, name = owner_of(follow_up.after)
        flow.follow_ups.setdefault(name, []).append(follow_up)
    for effect in EFFECTS.values():
        flow, name = owner_of(effect.after)
        flow.effects.setdefault(name, []).append(effect)


def record_models() -> list[type[Record]]:
    """Concrete record models; history tables copy the columns but are none."""
    from ..models.record import Record  # the models import the declarations

    return [model for model in apps.get_models() if issubclass(model, Record)]


def compose(model: type[Record]) -> ComposedFlow:
    flow_class = _flow_class(model)
    composed = ComposedFlow(
        model=model,
        flow=flow_class,
        states={state.key: state for state in flow_class.states},
        transitions=_own_transitions(flow_class, model._meta.app_label),
        state_addons={state.key: model._meta.app_label for state in flow_class.states},
    )
    for extension in EXTENSIONS:
        if extension.model.lower() == composed.label:
            _extend(composed, extension)
    for spec in composed.transitions.values():
        _check_states(composed, spec)
        if not spec.creates:
            _bind(model, spec)
    _collect(model)
    return composed


def _flow_class(model: type[Record]) -> type[Flow]:
    flows = [
        c for c in model.__mro__ if issubclass(c, Flow) and "states" in vars(c) and c is not Flow
    ]
    if len(flows) != 1:
        raise RegistryError(f"{model._meta.label} needs exactly one flow class, has {len(flows)}.")
    for other in FLOWS.values():
        if other.flow is flows[0]:
            raise RegistryError(
                f"{flows[0].__name__} is the flow of {other.label} already; "
                f"{model._meta.label} needs one of its own."
            )
    return flows[0]


def _own_transitions(flow_class: type[Flow], addon: str) -> dict[str, Transition]:
    # A long flow may be written in parts, which are its base classes; its own part comes first.
    found: dict[str, Transition] = {}
    for part in (part for part in flow_class.__mro__ if issubclass(part, Flow)):
        for member in (m for m in vars(part).values() if hasattr(m, "declared")):
            found.setdefault(member.declared.name, replace(member.declared, addon=addon))
    return found


def _extend(composed: ComposedFlow, extension: Extension) -> None:
    for state in extension.states:
        if state.key in composed.states:
            raise RegistryError(
                f"Addons {composed.state_addons[state.key]} and {extension.addon} both add the "
                f"state {state.key!r} to {composed.label}."
            )
        if state.when_disabled is None:
            raise RegistryError(
                f"The state {state.key!r} that {extension.addon} adds to {composed.label} must "
                "say when_disabled: where rows in it go while the addon is off."
            )
        composed.states[state.key] = state
        composed.state_addons[state.key] = extension.addon
    for spec in extension.transitions:
        other = composed.transitions.get(spec.name)
        if other is not None:
            raise RegistryError(
                f"Addons {other.addon} and {extension.addon} both add the transition "
                f"{spec.name!r} to {composed.label}."
            )
        composed.transitions[spec.name] = spec
    for key in extension.goes_on:
        composed.states[key] = replace(composed.states[key], final=False)
    for body, states in extension.widen.items():
        spec = composed.find(body)
        added = tuple(key for key in states if key not in spec.source)
        composed.transitions[spec.name] = replace(spec, source=spec.source + added)
    for body, conditions in extension.conditions.items():
        spec = composed.find(body)
        composed.transitions[spec.name] = replace(spec, conditions=spec.conditions + conditions)


def _check_states(composed: ComposedFlow, spec: Transition) -> None:
    for key in (*spec.source, *spec.target):
        if key not in composed.states:
            raise RegistryError(
                f"The transition {spec.name!r} of {composed.label} names the state {key!r}, "
                "which its flow does not list."
            )


def _bind(model: type[Record], spec: Transition) -> None:
    """Put the transition on the model as a django-fsm method."""
    source = "*" if spec.from_any else list(spec.source)
    target: Any = spec.target[0] if spec.target else None
    if len(spec.target) > 1:
        target = django_fsm.RETURN_VALUE(*spec.target)
    executor = _executor(model, spec)
    state_field = model._meta.get_field("state")
    setattr(
        model,
        spec.name,
        django_fsm.transition(field=state_field, source=source, target=target)(executor),
    )


def _executor(model: type[Record], spec: Transition) -> Callable[..., Any]:
    body = spec.body

    @wraps(body)
    def execute(self: Any, *, given: dict[str, Any]) -> str | None:
        state = body(self, **given)
        return state.key if isinstance(state, State) else None

    # django-fsm tells transitions apart by their qualified name.
    execute.__qualname__ = f"{model.__qualname__}.{spec.name}"
    del execute.declared  # type: ignore[attr-defined]
    return execute


def _collect(model: type[Record]) -> None:
    # The library collects when a class is prepared; these came later.
    state_field: Any = model._meta.get_field("state")
    state_field._collect_transitions(sender=model)


def run_body(record: Record, spec: Transition, arguments: dict[str, Any]) -> None:
    """Take the record through it in memory: django-fsm calls the body and moves the state."""
    if not spec.creates:
        # In one, as names of the library's own such as `method` could not be arguments else.
        getattr(record, spec.name)(given=arguments)
        return
    state = spec.body(record, **arguments)
    record.__dict__["state"] = state.key if isinstance(state, State) else spec.target[0]
