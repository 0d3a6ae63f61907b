"""The parcel's contract, and that the contract itself finds what it promises to find."""

from __future__ import annotations

import pytest
import rules
from django.contrib.auth.models import AnonymousUser

from addons.base.testing.contract import FlowContract, place
from addons.base.tests.parcels import last, pack, send
from addons.base.workflow import Door
from addons.base.workflow.doors import override
from tests.dummy.flow import ParcelFlow, SlipFlow
from tests.dummy.models import Parcel, Slip

STAFF = {"carl", "ada"}


@pytest.fixture
def people(ann, bob, carl, ada):
    return {"ann": ann, "bob": bob, "carl": carl, "ada": ada, "nobody": AnonymousUser()}


class TestParcelFlow(FlowContract):
    model = Parcel
    allowed = {
        ParcelFlow.pack: {"ann", "bob", "carl", "ada"},
        ParcelFlow.send: {"ann"},
        ParcelFlow.hand_out: STAFF,
        ParcelFlow.give_back: {"ann", *STAFF},
        ParcelFlow.weigh: STAFF,
        ParcelFlow.lapse: set(),
    }
    data = {
        ParcelFlow.pack: {"title": "Books", "weight": "3.5"},
        ParcelFlow.give_back: {"reason": "The address is wrong."},
    }

    @pytest.fixture
    def actors(self, people):
        return people

    def fresh(self, actors):
        return pack(actors["ann"])


class TestSlipFlow(FlowContract):
    model = Slip
    allowed = {
        SlipFlow.draw: set(),
        SlipFlow.remark: {"ann", *STAFF},
        SlipFlow.sign: STAFF,
    }
    data = {SlipFlow.remark: {"remark": "wet"}}

    @pytest.fixture
    def actors(self, people):
        return people

    def fresh(self, actors):
        return send(pack(actors["ann"]), actors["ann"]).slips.get()


PERFORM = "test_each_actor_does_in_each_state_what_the_table_says"
OFFER = "test_buttons_are_offered_as_the_table_says"
CREATE = "test_each_actor_creates_only_if_the_table_says_so"
NAME = "test_the_table_names_each_transition_and_no_unknown_actor"


def without(body):
    allowed = {kept: who for kept, who in TestParcelFlow.allowed.items() if kept is not body}
    return type("Changed", (TestParcelFlow,), {"allowed": allowed})()


def with_allowed(body, who):
    return type("Changed", (TestParcelFlow,), {"allowed": TestParcelFlow.allowed | {body: who}})()


def test_an_undeclared_transition_fails(people):
    with pytest.raises(AssertionError):
        getattr(without(ParcelFlow.send), NAME)(people)


def test_an_unknown_actor_fails(people):
    with pytest.raises(AssertionError):
        getattr(with_allowed(ParcelFlow.send, {"zoe"}), NAME)(people)


@pytest.mark.parametrize("promise", [PERFORM, OFFER])
@pytest.mark.parametrize("who", [{"ann", "bob"}, {"ann", "carl"}, set()])
def test_a_table_that_says_too_much_or_too_little_fails(people, promise, who):
    with pytest.raises(AssertionError, match="send"):
        getattr(with_allowed(ParcelFlow.send, who), promise)(people)


def test_a_creation_that_is_not_in_the_table_fails(people):
    with pytest.raises(AssertionError, match="bob creating: done"):
        getattr(with_allowed(ParcelFlow.pack, {"ann", "carl", "ada"}), CREATE)(people)


def test_a_permission_without_visibility_fails(people, monkeypatch):
    monkeypatch.setitem(rules.permissions.permissions, "dummy.send_parcel", rules.always_allow)
    with pytest.raises(AssertionError, match="bob may send in packed, but does not see"):
        getattr(TestParcelFlow(), PERFORM)(people)


def test_a_placed_record_keeps_a_sound_stream(parcel, ada):
    placed = place(parcel, "sent")
    assert (placed.state, last(parcel).kind) == ("sent", "mended")
    assert override(placed, state="packed", actor=ada, notes="x", via=Door.CONSOLE).version == 3
