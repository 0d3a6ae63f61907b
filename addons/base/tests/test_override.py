"""A state set by hand: allowed to few, with a reason, and it stays visible."""

from __future__ import annotations

import pytest

from addons.base.events.model import EffectRun
from addons.base.tests.parcels import last, now, stream
from addons.base.workflow import Door, Forbidden, Invalid
from addons.base.workflow.doors import override
from tests.dummy.models import Slip


def set_by_hand(parcel, actor, state="sent", notes="It left yesterday."):
    return override(parcel, state=state, actor=actor, notes=notes, via=Door.CONSOLE)


def test_an_override_sets_the_state_and_says_so(ada, parcel):
    assert set_by_hand(parcel, ada).state == "sent"
    event = last(parcel)
    assert (event.transition, event.reason) == ("override", "It left yesterday.")
    assert (event.previous_state, event.new_state) == ("packed", "sent")


def test_an_override_runs_no_body_no_follow_up_and_no_effect(ada, parcel):
    set_by_hand(parcel, ada)
    assert now(parcel).sent_at is None
    assert not Slip._plain.exists()
    assert not EffectRun.objects.exists()


def test_only_states_that_allow_it_are_set(ada, parcel):
    for state in ("delivered", "nowhere"):
        with pytest.raises(Invalid) as caught:
            set_by_hand(parcel, ada, state=state)
        assert set(caught.value.errors) == {"new_status"}


def test_an_override_needs_a_reason(ada, parcel):
    with pytest.raises(Invalid) as caught:
        set_by_hand(parcel, ada, notes=" ")
    assert set(caught.value.errors) == {"notes"}


def test_few_may_override(ann, carl, parcel):
    for actor in (ann, carl):
        with pytest.raises(Forbidden):
            set_by_hand(parcel, actor)
    assert len(stream(parcel)) == 1
