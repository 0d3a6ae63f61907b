"""FlowContract: every actor × every transition × every state, through the doors.

    class TestParcelFlow(FlowContract):
        model = Parcel
        allowed = {
            ParcelFlow.pack: {"ann", "carl"},
            ParcelFlow.send: {"ann"},
            ParcelFlow.lapse: set(),
        }
        data = {ParcelFlow.pack: {"title": "Books", "weight": "1"}}

        @pytest.fixture
        def actors(self, ann, carl): return {"ann": ann, "carl": carl, "nobody": AnonymousUser()}

        def fresh(self, actors): return pack(actors["ann"])

The table is the expectation: a transition or an actor that it does not name fails. Who is allowed
gets through, or meets a condition; who is not is refused and leaves no trace. `addon` limits the
table to the transitions that this addon added to somebody else's record.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, ClassVar

import pytest
from django.db import transaction

from ..events.model import Event, Kind
from ..models.record import Record
from ..workflow.actors import Door, System, may
from ..workflow.available import available
from ..workflow.compose import ComposedFlow, flow_of
from ..workflow.declare import Body, Transition
from ..workflow.doors import create, perform
from ..workflow.errors import (
    Conflict,
    DoorError,
    Forbidden,
    Invalid,
    NotFound,
    NotSignedIn,
)
from ..workflow.unit import unit_of_work
from ..workflow.write import Deed, columns_of, head_of, write
from .surfaces import Case, wrong_answers

Actors = dict[str, Any]
Data = dict[str, Any] | Callable[[Any, Actors], dict[str, Any]]

ARRANGED = System("arranged")
SURFACES = {Door.CONSOLE, Door.PORTAL, Door.REST}


def place(record: Any, state: str) -> Any:
    """The record put into a state that the doors would not lead to so easily. Only for tests."""

    def work() -> Any:
        fresh = type(record)._plain.get(pk=record.pk)
        if fresh.state != state:
            head = head_of(fresh)
            fresh.__dict__["state"] = state
            deed = Deed(Kind.MENDED, ARRANGED, Door.COMMAND, "arranged")
            write(fresh, head, deed, flow=flow_of(type(record)))
        return fresh

    return unit_of_work(work)


class FlowContract:
    """Subclass it as a test class; what to give is in the module's docstring."""

    model: ClassVar[type[Record]]
    allowed: ClassVar[dict[Body, set[str]]]
    # Input of a transition: a dictionary, or a function of the record and the actors.
    data: ClassVar[dict[Body, Data]] = {}
    addon: ClassVar[str] = ""

    @pytest.fixture
    def actors(self) -> Actors:
        """The people by name."""
        raise NotImplementedError("Give the actors by name in a fixture.")

    def fresh(self, actors: Actors) -> Any:
        """A record in its first state, made through the doors."""
        raise NotImplementedError("Make a record for the actors.")

    def arrange(self, state: str, actors: Actors) -> Any:
        """A record in the state; override it where conditions or rules need more than the state."""
        return place(self.fresh(actors), state)

    # --- the promises --------------------------------------------------------------------------

    def test_the_table_names_each_transition_and_no_unknown_actor(self, actors: Actors) -> None:
        declared = {spec.name for spec in self._specs()}
        assert {body.__name__ for body in self.allowed} == declared
        assert set().union(*self.allowed.values()) <= set(actors)

    @pytest.mark.django_db
    def test_each_actor_creates_only_if_the_table_says_so(self, actors: Actors) -> None:
        spec = self._flow.creation
        if spec is None or spec not in self._specs():
            return
        wrong = [
            f"{name} creating: {answer}"
            for name, actor in actors.items()
            if (answer := self._creating(spec, actor, actors))
            not in self._expected_on_creating(name, spec)
        ]
        assert not wrong, "\n".join(wrong)

    @pytest.mark.django_db
    def test_each_actor_does_in_each_state_what_the_table_says(self, actors: Actors) -> None:
        wrong: list[str] = []
        for state in self._flow.states:
            record = self.arrange(state, actors)
            assert record.state == state, f"arranged {state!r}, got {record.state!r}"
            for spec in self._specs():
                if not spec.creates:
                    wrong += self._wrong_in(state, spec, record, actors)
        assert not wrong, "\n".join(wrong)

    @pytest.mark.django_db
    def test_buttons_are_offered_as_the_table_says(self, actors: Actors) -> None:
        wrong: list[str] = []
        for state in self._flow.states:
            record = self.arrange(state, actors)
            for name, actor in actors.items():
                offered = {option.name for option in available(record, actor)}
                right = {s.name for s in self._specs() if self._may_from(name, s, state)}
                own = {spec.name for spec in self._specs()}
                if (offered & own) | (self._quiet(record, actor) & right) != right:
                    wrong.append(f"{name} in {state}: offered {offered & own}, table {right}")
        assert not wrong, "\n".join(wrong)

    @pytest.mark.django_db
    def test_each_surface_answers_as_the_door_does(self, actors: Actors) -> None:
        wrong: list[str] = []
        tried: set[tuple[str, str]] = set()
        for state in self._flow.states:
            record = self.arrange(state, actors)
            for case in self._cases(record, actors):
                if (case.spec.name, case.kind) not in tried:
                    tried.add((case.spec.name, case.kind))
                    wrong += wrong_answers(case)
        assert not wrong, "\n".join(wrong)

    # --- how they are kept ---------------------------------------------------------------------

    @property
    def _flow(self) -> ComposedFlow:
        return flow_of(self.model)

    def _specs(self) -> list[Transition]:
        addon = self.addon or self.model._meta.app_label
        return [spec for spec in self._flow.transitions.values() if spec.addon == addon]

    def _quiet(self, record: Any, actor: Any) -> set[str]:
        """Those that a condition takes away without a word."""
        return {
            spec.name
            for spec in self._specs()
            if any(c.quiet and not c.holds(record, actor) for c in spec.conditions)
        }

    def _allows(self, name: str, spec: Transition) -> bool:
        return name in self.allowed.get(spec.body, set())

    def _may_from(self, name: str, spec: Transition, state: str) -> bool:
        return not spec.creates and spec.starts_from(state) and self._allows(name, spec)

    def _input(self, spec: Transition, record: Any, actors: Actors) -> dict[str, Any]:
        given = self.data.get(spec.body, {})
        return given(record, actors) if callable(given) else given

    def _wrong_in(self, state: str, spec: Transition, record: Any, actors: Actors) -> Iterator[str]:
        for name, actor in actors.items():
            sees = self.model.objects.visible_to(actor).filter(pk=record.pk).exists()
            if may(actor, spec.permission, record) and not sees:
                yield f"{name} may {spec.name} in {state}, but does not see the record"
            answer = self._performing(spec, record, actor, actors)
            if answer not in (right := self._expected(name, spec, state, sees=sees)):
                yield f"{name} · {spec.name} · {state}: {answer}, expected {' or '.join(right)}"

    def _expected(self, name: str, spec: Transition, state: str, *, sees: bool) -> list[str]:
        if not self._allows(name, spec):
            return ["forbidden", "not signed in"] if sees else ["not found"]
        if spec.is_repeat(state):
            return ["done"]
        if not spec.starts_from(state):
            return ["wrong state"]
        return ["done", "refused", *self._invalid_if_no_data(spec)]

    def _expected_on_creating(self, name: str, spec: Transition) -> list[str]:
        if not self._allows(name, spec):
            return ["forbidden", "not signed in"]
        return ["done", "refused", *self._invalid_if_no_data(spec)]

    def _invalid_if_no_data(self, spec: Transition) -> list[str]:
        return [] if spec.body in self.data else ["invalid"]

    def _cases(self, record: Any, actors: Actors) -> Iterator[Case]:
        """What the door answers each actor who asks for each transition; undone again."""
        for spec in self._specs():
            if spec.creates or spec.doors.isdisjoint(SURFACES):
                continue
            data = self._input(spec, record, actors)
            for actor in actors.values():
                error: DoorError | None = None
                with transaction.atomic():
                    try:
                        perform(record, spec.body, actor=actor, via=Door.COMMAND, data=data)
                    except DoorError as refusal:
                        error = refusal
                    transaction.set_rollback(True)
                yield Case(record, spec, actor, data, error)

    def _creating(self, spec: Transition, actor: Any, actors: Actors) -> str:
        data = self._input(spec, None, actors)
        return _tried(lambda: create(self.model, actor=actor, via=Door.COMMAND, data=data))

    def _performing(self, spec: Transition, record: Any, actor: Any, actors: Actors) -> str:
        data = self._input(spec, record, actors)
        before = columns_of(type(record)._plain.get(pk=record.pk))

        def act() -> None:
            perform(record, spec.body, actor=actor, via=Door.COMMAND, data=data)
            if spec.is_repeat(before["state"]):
                assert unchanged(), "the second changed it"
                return
            told = Event.objects.of(record).filter(transition=spec.name, actor_id=actor.pk)
            assert told.filter(sequence=before["version"] + 1).exists(), "it left no event"

        def unchanged() -> bool:
            return columns_of(type(record)._plain.get(pk=record.pk)) == before

        return _tried(act, unchanged=unchanged)


def _tried(act: Callable[[], Any], *, unchanged: Callable[[], bool] = lambda: True) -> str:
    """What the door answered, in a word; whatever happened is undone."""
    with transaction.atomic():
        events = Event.objects.count()
        try:
            act()
        except DoorError as error:
            answer = _word(error)
            if Event.objects.count() != events or not unchanged():
                answer += ", but it left a trace"
        else:
            answer = "done"
        transaction.set_rollback(True)
    return answer


def _word(error: DoorError) -> str:
    match error:
        case NotSignedIn():
            return "not signed in"
        case Forbidden():
            return "forbidden"
        case NotFound():
            return "not found"
        case Invalid():
            return f"invalid {error.errors}" if error.errors else "invalid"
        case Conflict() if error.code == Conflict.code:
            return "wrong state"
        case _:
            return "refused"
