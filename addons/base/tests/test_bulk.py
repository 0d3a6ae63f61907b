"""Many records through one transition: the same as one by one, only faster."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection

from addons.base import clock
from addons.base.events.chain import breaks_in
from addons.base.events.model import Event
from addons.base.models.history import history_of
from addons.base.testing.races import elsewhere
from addons.base.tests.parcels import last, now, pack, send, stream
from addons.base.workflow import Door, Refused, System
from addons.base.workflow import bulk as door
from addons.base.workflow.bulk import Status, perform_many
from tests.dummy.flow import ParcelFlow
from tests.dummy.models import Parcel

LAPSE = System("lapse")
WEEK = timedelta(days=8)


@pytest.fixture
def many(ann):
    return [send(pack(ann, title=f"Parcel {number}"), ann) for number in range(5)]


@pytest.fixture
def after_body(monkeypatch):
    """Let something happen to each record once its body has run, by whichever path."""

    def patch(happen):
        def run_body(record, spec, arguments):
            real(record, spec, arguments)
            happen(record)

        real = door.run_body
        monkeypatch.setattr(door, "run_body", run_body)
        monkeypatch.setattr("addons.base.workflow.doors.run_body", run_body)

    return patch


def lapse(records, **options):
    options = {"actor": LAPSE, "via": Door.SCHEDULE, **options}
    return perform_many(records, ParcelFlow.lapse, **options)


def weigh(records, actor, **options):
    return perform_many(records, ParcelFlow.weigh, actor=actor, via=Door.CONSOLE, **options)


def test_what_is_due_is_taken_and_only_that(many, ann):
    fresh = pack(ann)
    with clock.travelled(WEEK):
        outcome = lapse(Parcel.objects.lapsed())
    assert (outcome.done, outcome.refused, outcome.unchanged) == (5, 0, 0)
    assert {now(parcel).state for parcel in many} == {"returned"}
    assert now(fresh).state == "packed"


def test_each_has_its_event_its_history_row_and_a_sound_chain(many):
    lapse(Parcel.objects.filter(state="sent"))
    for parcel in map(now, many):
        events = stream(parcel)
        assert [event.transition for event in events] == ["pack", "send", "lapse"]
        assert not list(breaks_in(events, head=(parcel.version, parcel.chain)))
        row = history_of(Parcel)._base_manager.get(id=parcel.pk, version=3)
        assert (row.state, row.event_id, row.lapsed_at) == (
            "returned",
            events[-1].pk,
            parcel.lapsed_at,
        )
        assert row.history_type == "~"


def test_the_set_equals_one_by_one_field_by_field(ann, monkeypatch):
    together, apart = send(pack(ann), ann), send(pack(ann), ann)
    lapse([together])
    monkeypatch.setattr(door.Task, "is_set_based", False)
    lapse([apart])
    mine = {"id", "chain", "state_since", "created_at", "updated_at", "sent_at", "lapsed_at"}
    own = {"id", "record_id", "salt", "digest", "hash", "at", "caused_by"}
    assert values(now(together), mine) == values(now(apart), mine)
    assert values(last(together), own) == values(last(apart), own)
    assert now(together).lapsed_at is not None


def values(row, left_out):
    return {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if field.attname not in left_out
    }


def test_a_set_takes_few_statements_however_many_there_are(many, django_assert_max_num_queries):
    with django_assert_max_num_queries(9):
        lapse(Parcel.objects.filter(state="sent"))


def test_a_transition_that_is_followed_goes_one_by_one(ann):
    parcels = [pack(ann) for _ in range(3)]
    outcome = perform_many(parcels, ParcelFlow.send, actor=ann, via=Door.PORTAL)
    assert outcome.done == 3
    assert all(now(parcel).slips.count() == 1 for parcel in parcels)


@pytest.mark.parametrize("set_based", [True, False])
def test_one_that_is_refused_does_not_hold_up_the_rest(many, ann, set_based, monkeypatch):
    monkeypatch.setattr(door.Task, "is_set_based", set_based)
    packed = pack(ann)
    outcome = lapse([many[0], packed, many[1]])
    assert [result.status for result in outcome.results] == [
        Status.DONE,
        Status.UNCHANGED,
        Status.DONE,
    ]
    assert outcome.errors[packed.pk].code == "wrong_state"
    assert now(packed).state == "packed"


def test_a_body_that_refuses_is_told_with_its_record(many, after_body):
    def refuse(record):
        if record.pk == many[2].pk:
            raise Refused("fragile", "Not this one.")

    after_body(refuse)
    outcome = lapse(many)
    assert (outcome.done, outcome.refused) == (4, 1)
    assert outcome.errors[many[2].pk].code == "fragile"
    assert now(many[2]).state == "sent"


def test_one_that_breaks_leaves_the_others_done(many, after_body, caplog):
    def fail(record):
        if record.pk == many[2].pk:
            raise RuntimeError("broken")

    after_body(fail)
    outcome = lapse(many)
    assert (outcome.done, outcome.refused) == (4, 1)
    assert outcome.errors[many[2].pk].code == "failed"
    assert "RuntimeError: broken" in caplog.text


def test_who_may_not_is_refused_for_each(many, ann):
    outcome = weigh(many, ann)
    assert (outcome.done, outcome.refused) == (0, 5)
    assert {error.code for error in outcome.errors.values()} == {"forbidden"}


def test_what_the_actor_may_not_see_is_left_alone(many, bob):
    outcome = weigh(many, bob)
    assert (outcome.done, outcome.refused, outcome.unchanged) == (0, 0, 5)


def test_arguments_and_reason_reach_each_event(many, carl):
    data = {"reason": "Strike."}
    outcome = perform_many(many, ParcelFlow.give_back, actor=carl, via=Door.CONSOLE, data=data)
    assert outcome.done == 5
    assert {last(parcel).reason for parcel in many} == {"Strike."}


def test_each_may_be_given_something_else(many, carl):
    first, second = many[3], many[1]
    given = {first.pk: {"reason": "Strike."}, second.pk: {"reason": "Rain."}}
    keywords = {"actor": carl, "via": Door.CONSOLE, "data_by_key": given}
    outcome = perform_many(Parcel.objects.all(), ParcelFlow.give_back, **keywords)
    assert [result.pk for result in outcome.results] == [first.pk, second.pk]
    assert (last(first).reason, last(second).reason) == ("Strike.", "Rain.")
    assert now(many[0]).state == "sent"


def test_wrong_arguments_are_told_per_record(many, carl):
    outcome = perform_many(many, ParcelFlow.give_back, actor=carl, via=Door.CONSOLE, data={})
    assert outcome.refused == 5
    assert {tuple(error.errors) for error in outcome.errors.values()} == {("reason",)}


def test_progress_is_told_batch_by_batch(many, monkeypatch):
    monkeypatch.setattr(door, "BATCH", 2)
    told = []
    lapse(many, progress=lambda handled, total: told.append((handled, total)))
    assert told == [(2, 5), (4, 5), (5, 5)]


def test_twice_does_it_once(many):
    lapse(many)
    again = lapse(many)
    assert (again.done, again.unchanged) == (0, 5)
    assert Event.objects.filter(transition="lapse").count() == 5


def test_what_left_the_selection_meanwhile_stays(many, monkeypatch):
    real = door._take

    def take(task, keys):
        Parcel._plain.filter(pk=many[0].pk).update(title="late")
        return real(task, keys)

    monkeypatch.setattr(door, "_take", take)
    outcome = lapse(Parcel.objects.filter(state="sent").exclude(title="late"))
    assert (outcome.done, outcome.unchanged) == (4, 1)


def test_nothing_is_nothing(db):
    assert lapse([]).results == []
    assert lapse(Parcel.objects.none()).results == []


def test_a_slice_and_a_distinct_selection_work_too(many):
    chosen = Parcel.objects.filter(slips__isnull=False).distinct().order_by("pk")
    assert lapse(chosen[:2]).done == 2
    assert lapse(chosen).done == 3


def test_records_of_two_types_are_the_callers_mistake(sent):
    with pytest.raises(TypeError, match="one type"):
        lapse([sent, sent.slips.get()])


def test_a_column_that_was_not_declared_is_found_and_still_written(many, after_body, caplog):
    after_body(lambda record: setattr(record, "weighed", 9))
    assert lapse(many).done == 5
    assert {now(parcel).weighed for parcel in many} == {9}
    assert "one by one" in caplog.text


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_what_somebody_is_working_on_is_left_to_them(many):
    with elsewhere(lambda: Parcel._plain.select_for_update().get(pk=many[0].pk)):
        outcome = lapse(Parcel.objects.filter(state="sent"))
    assert connection.vendor == "postgresql"
    assert (outcome.done, outcome.unchanged) == (4, 1)
