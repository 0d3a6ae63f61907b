"""What is put together at start-up, and what is refused there."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import django_fsm
import pytest

from addons.base.registry import RegistryError
from addons.base.workflow import Flow, State, condition, transition
from addons.base.workflow.compose import _check_states, _extend, _flow_class, flow_of
from addons.base.workflow.declare import Extension, declared
from tests.dummy.flow import ParcelFlow
from tests.dummy.models import Parcel, Slip
from tests.dummy.states import DELIVERED, SENT

ROOT = Path(__file__).resolve().parents[3]


def extension(*, states=(), transitions=(), widen=None, conditions=None, addon="post"):
    return Extension(
        model="dummy.Parcel",
        states=tuple(states),
        transitions=tuple(replace(declared(body), addon=addon) for body in transitions),
        widen=widen or {},
        conditions=conditions or {},
        addon=addon,
    )


def make_transition(name, source, target):
    def body(self):
        """Something happens."""

    body.__name__ = name
    return transition(source=source, target=target, label=name, permission="dummy.x")(body)


def test_a_flow_knows_its_states_and_transitions_in_their_order():
    flow = flow_of(Parcel)
    assert list(flow.states) == ["packed", "sent", "delivered", "returned"]
    assert list(flow.transitions) == ["pack", "send", "hand_out", "give_back", "weigh", "lapse"]
    assert flow.creation.name == "pack"
    assert [spec.name for spec in flow.from_state("packed")] == ["send", "give_back", "weigh"]
    assert flow_of(Slip).flow.root == "parcel"


def test_a_transition_is_closed_unless_a_permission_is_named():
    with pytest.raises(TypeError):
        transition(source=SENT, target=DELIVERED, label="Drop")


def test_two_addons_adding_one_state_are_both_named(composed):
    _extend(composed, extension(states=[State("lost", "Lost", when_disabled="sent")]))
    twice = extension(states=[State("lost", "Gone", when_disabled="sent")], addon="police")
    with pytest.raises(RegistryError, match=r"post and police both .*'lost'"):
        _extend(composed, twice)


def test_two_addons_adding_one_transition_are_both_named(composed):
    _extend(composed, extension(transitions=[make_transition("lose", SENT, DELIVERED)]))
    twice = extension(transitions=[make_transition("lose", SENT, SENT)], addon="police")
    with pytest.raises(RegistryError, match=r"post and police both .*'lose'"):
        _extend(composed, twice)


def test_an_owners_transition_cannot_be_replaced(composed):
    with pytest.raises(RegistryError, match=r"dummy and post both .*'send'"):
        _extend(composed, extension(transitions=[make_transition("send", SENT, DELIVERED)]))


def test_an_added_state_says_where_its_rows_go(composed):
    with pytest.raises(RegistryError, match="when_disabled"):
        _extend(composed, extension(states=[State("lost", "Lost")]))


def test_widening_adds_sources_once(composed):
    _extend(composed, extension(widen={ParcelFlow.give_back: ("sent", "delivered")}))
    assert composed.find("give_back").source == ("packed", "sent", "delivered")


def test_conditions_are_only_added(composed):
    @condition("closed", "Closed today.")
    def is_open(parcel, actor):
        return False

    _extend(composed, extension(conditions={ParcelFlow.send: (is_open,)}))
    assert [c.code for c in composed.find("send").conditions] == ["too_heavy", "closed"]
    assert [c.code for c in flow_of(Parcel).find("send").conditions] == ["too_heavy"]


def test_a_state_that_no_flow_lists_is_refused(composed):
    spec = replace(composed.find("send"), target=("moon",))
    with pytest.raises(RegistryError, match=r"'send' .*'moon'"):
        _check_states(composed, spec)


def test_one_flow_belongs_to_one_model():
    class Copy(ParcelFlow):
        _meta = Parcel._meta

    with pytest.raises(RegistryError, match="is the flow of dummy"):
        _flow_class(Copy)


def test_a_record_needs_a_flow():
    class Bare(Flow):
        _meta = Parcel._meta

    with pytest.raises(RegistryError, match="exactly one flow class, has 0"):
        _flow_class(Bare)


def test_django_fsm_still_has_the_parts_we_touch():
    """They are private: a new version must be looked at when this fails."""
    field = Parcel._meta.get_field("state")
    assert isinstance(field, django_fsm.FSMField)
    assert callable(field._collect_transitions)
    collected = {spec.name for spec in field.get_all_transitions(Parcel)}
    assert collected == {"send", "hand_out", "give_back", "weigh", "lapse"}
    assert Parcel.send._django_fsm.field is field


def test_only_two_files_touch_django_fsm():
    names = {
        path.relative_to(ROOT).as_posix()
        for folder in ("addons", "site")
        for path in (ROOT / folder).rglob("*.py")
        if "tests" not in path.parts and "import django_fsm" in path.read_text()
    } | {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "addons").rglob("*.py")
        if "tests" not in path.parts and "from django_fsm" in path.read_text()
    }
    assert names == {
        "addons/base/workflow/compose.py",
        "addons/base/models/state_field.py",
    }
