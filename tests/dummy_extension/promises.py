"""What an addon may do to another's record. Run by addons/base/tests/test_extend.py, in a process
where this addon is on."""

from __future__ import annotations

import pytest

from addons.base.events.model import EffectRun
from addons.base.models import KnownState
from addons.base.testing.people import make_person
from addons.base.tests.parcels import give_back, pack, send, stream
from addons.base.workflow import Conflict, Door
from addons.base.workflow.available import available
from addons.base.workflow.bulk import perform_many
from addons.base.workflow.compose import flow_of
from addons.base.workflow.doors import override, perform
from tests.dummy.models import Parcel
from tests.dummy_extension.extends.dummy_parcel import ParcelAtCustoms

pytestmark = pytest.mark.django_db


@pytest.fixture
def ann():
    return make_person("Ann")


@pytest.fixture
def carl():
    return make_person("Carl", roles=("carrier",))


@pytest.fixture
def sent(ann):
    return send(pack(ann), ann)


def hold(parcel, actor):
    return perform(parcel, ParcelAtCustoms.hold, actor=actor, via=Door.CONSOLE)


def test_an_added_state_is_one_of_the_flow(carl, sent):
    held = hold(sent, carl)
    assert (held.state, held.state_label) == ("customs", "At customs")
    assert stream(held)[-1].new_state == "customs"


def test_an_added_transition_is_offered(carl, sent):
    assert "hold" in [option.name for option in available(sent, carl)]
    held = hold(sent, carl)
    assert [option.name for option in available(held, carl)] == ["give_back", "clear"]
    assert perform(held, ParcelAtCustoms.clear, actor=carl, via=Door.CONSOLE).state == "sent"


def test_an_added_transition_belongs_to_its_addon(db):
    flow = flow_of(Parcel)
    assert flow.find(ParcelAtCustoms.hold).addon == "dummy_extension"
    assert flow.find("send").addon == "dummy"
    assert flow.state_addons["customs"] == "dummy_extension"


def test_a_source_is_widened(ann, carl, sent):
    assert give_back(hold(sent, carl), ann).state == "returned"


def test_a_condition_is_stricter_than_the_owners(ann):
    unnamed = pack(ann, title="?")
    with pytest.raises(Conflict) as caught:
        send(unnamed, ann)
    assert caught.value.code == "unnamed"
    heavy = pack(ann, title="?", weight="31")
    with pytest.raises(Conflict) as caught:
        send(heavy, ann)
    assert caught.value.code == "too_heavy"


def test_a_follow_up_comes_after_those_of_the_owner(ann):
    heavy = send(pack(ann, weight="25"), ann)
    assert heavy.state == "customs"
    assert heavy.slips.count() == 1
    sent, held = stream(heavy)[-2:]
    assert held.caused_by == sent.pk


def test_an_effect_is_owed(carl, sent):
    hold(sent, carl)
    assert EffectRun.objects.filter(effect="dummy_extension.tell_sender").count() == 1


def test_many_go_at_once_where_nothing_follows(ann, carl):
    parcels = [send(pack(ann), ann) for _ in range(3)]
    outcome = perform_many(parcels, ParcelAtCustoms.hold, actor=carl, via=Door.CONSOLE)
    assert (outcome.done, outcome.refused) == (3, 0)
    assert {parcel.state for parcel in Parcel.objects.all()} == {"customs"}
    assert EffectRun.objects.filter(effect="dummy_extension.tell_sender").count() == 3


def test_an_added_state_may_be_set_by_hand(sent):
    boss = make_person("Ada", roles=("administrator",))
    assert override(sent, state="customs", actor=boss, notes="x", via=Door.CONSOLE)


def test_where_its_rows_go_is_remembered(db):
    known = KnownState.objects.get(record_type="dummy.parcel", key="customs")
    assert (known.when_disabled, known.addon) == ("sent", "dummy_extension")
