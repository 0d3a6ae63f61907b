"""Many at once, on real connections: one wins, whatever runs beside it; and what that rests on."""

from __future__ import annotations

import pytest

from addons.base.events.chain import breaks_in
from addons.base.testing.people import make_person
from addons.base.testing.races import at_once, unguarded, without_lock
from addons.base.tests.parcels import give_back, now, pack, send, stream
from addons.base.workflow import Conflict, Door, System
from addons.base.workflow.bulk import perform_many
from addons.base.workflow.doors import add_note, edit, perform
from tests.dummy.flow import ParcelFlow, SlipFlow
from tests.dummy.models import Parcel

pytestmark = pytest.mark.django_db(transaction=True)

CROWD = 64


@pytest.fixture
def ann(transactional_db):
    return make_person("Ann")


@pytest.fixture
def carl(transactional_db):
    return make_person("Carl", roles=("carrier",))


def race(parcel, actor):
    """All return it at once; exactly one does, the others are told that they are late."""
    answers = at_once(CROWD, lambda _number: give_back(parcel, actor))
    won = [answer for answer in answers if isinstance(answer, Parcel)]
    late = [answer for answer in answers if isinstance(answer, Conflict)]
    assert (len(won), len(late)) == (1, CROWD - 1)
    assert {answer.code for answer in late} == {"wrong_state"}
    assert [event.transition for event in stream(parcel)][-1] == "give_back"
    assert_sound(parcel)


def assert_sound(record):
    fresh = type(record)._plain.get(pk=record.pk)
    assert not list(breaks_in(stream(record), head=(fresh.version, fresh.chain)))


@pytest.mark.parametrize("number", range(3))
def test_of_many_at_once_one_wins(ann, number):
    race(pack(ann), ann)


def test_the_guard_alone_lets_one_win(ann):
    with without_lock():
        race(pack(ann), ann)


def test_without_lock_and_guard_the_promise_does_not_hold(ann):
    with unguarded(), pytest.raises(AssertionError):
        race(pack(ann), ann)


def test_what_many_do_to_one_record_makes_one_chain(ann, carl):
    parcel = send(pack(ann), ann)

    def act(number):
        deeds = (
            lambda: perform(parcel, ParcelFlow.weigh, actor=carl, via=Door.CONSOLE),
            lambda: edit(parcel, actor=ann, via=Door.PORTAL, data={"title": f"Title {number}"}),
            lambda: add_note(parcel, actor=ann, via=Door.PORTAL, kind="client", text="x"),
        )
        return deeds[number % 3]()

    answers = at_once(30, act)
    assert [answer for answer in answers if isinstance(answer, Exception)] == []
    assert (now(parcel).weighed, now(parcel).version) == (10, 32)
    assert_sound(parcel)


def test_a_record_and_what_belongs_to_it_do_not_lock_each_other_out(ann, carl):
    """Handing out signs the slip; remarks on the slip take the parcel first, as that does."""
    parcels = [send(pack(ann), ann) for _ in range(8)]
    slips = [parcel.slips.get() for parcel in parcels]

    def act(number):
        parcel, slip = parcels[number // 2], slips[number // 2]
        if number % 2:
            return perform(parcel, ParcelFlow.hand_out, actor=carl, via=Door.CONSOLE)
        data = {"remark": "wet"}
        return perform(slip, SlipFlow.remark, actor=ann, via=Door.PORTAL, data=data)

    answers = at_once(16, act)
    failed = [answer for answer in answers if isinstance(answer, Exception)]
    assert all(isinstance(answer, Conflict) for answer in failed)
    assert {now(parcel).state for parcel in parcels} == {"delivered"}
    for record in (*parcels, *slips):
        assert_sound(record)


def test_two_sweeps_at_once_take_each_record_once(ann):
    parcels = [send(pack(ann), ann) for _ in range(20)]

    def sweep(_number):
        due = Parcel.objects.filter(state="sent")
        return perform_many(due, ParcelFlow.lapse, actor=System("lapse"), via=Door.SCHEDULE)

    outcomes = at_once(4, sweep)
    assert sum(outcome.done for outcome in outcomes) == 20
    assert sum(outcome.refused for outcome in outcomes) == 0
    for parcel in parcels:
        assert len(stream(parcel)) == 3
        assert_sound(parcel)
