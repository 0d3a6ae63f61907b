"""Who reads what of a record's history."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser

from addons.base import clock
from addons.base.events.reading import duration, notes_of, status_history
from addons.base.events.timeline import timeline
from addons.base.testing.people import make_person
from addons.base.tests.parcels import give_back, hand_out
from addons.base.workflow import Door, System
from addons.base.workflow.doors import add_note, edit, override, perform
from tests.dummy.flow import ParcelFlow


@pytest.fixture
def returned(sent, carl):
    """Sent by Ann, edited and noted on by both, returned by the carrier."""
    edit(sent, actor=carl, via=Door.CONSOLE, data={"title": "Two books"})
    for actor, kind in ((sent.sender, "client"), (carl, "internal")):
        add_note(sent, actor=actor, via=Door.PORTAL, kind=kind, text=f"{kind} remark")
    return give_back(sent, carl, reason="Nobody lives there.")


def test_the_history_is_newest_first_and_shaped_as_promised(returned, carl, ann):
    rows = status_history(returned, carl)
    assert [row["transition"] for row in rows] == ["give_back", "send", "pack"]
    newest = rows[0]
    assert {
        "id",
        "previous_status",
        "new_status",
        "transition",
        "changed_by",
        "changed_at",
        "notes",
        "is_automated",
        "via",
        "time_in_previous_status",
        "seconds_in_previous_status",
    } <= set(newest)
    assert (newest["previous_status"], newest["new_status"]) == ("sent", "returned")
    assert newest["changed_by"] == {"id": carl.pk, "name": carl.get_full_name()}
    assert newest["notes"] == "Nobody lives there."
    assert newest["time_in_previous_status"] == "0s"


def test_the_first_row_is_the_creation_and_has_nothing_before_it(returned, carl):
    first = status_history(returned, carl)[-1]
    assert first["previous_status"] is None
    assert first["time_in_previous_status"] is first["seconds_in_previous_status"] is None


def test_what_the_system_did_says_so(parcel, carl):
    perform(parcel, ParcelFlow.send, actor=System("night"), via=Door.SCHEDULE)
    row = status_history(parcel, carl)[0]
    assert (row["changed_by"], row["is_automated"], row["via"]) == (None, True, "schedule")


def test_a_party_reads_every_transition_in_its_own_words(returned, ann):
    rows = status_history(returned, ann)
    assert [row["label"] for row in rows] == ["On its way back to you", "Send", "Pack"]


def test_a_party_reads_a_reason_that_is_shared_or_its_own(ann, ada, parcel):
    override(parcel, state="sent", actor=ada, notes="Found on the shelf.", via=Door.CONSOLE)
    shared, hidden, _created = status_history(give_back(parcel, ada), ann)
    assert shared["notes"] == "The address is wrong."
    assert (hidden["transition"], hidden["notes"]) == ("override", None)
    assert status_history(parcel, ada)[1]["notes"] == "Found on the shelf."


def test_others_read_their_own_deeds_only(returned):
    stranger = make_person("Stranger")
    assert status_history(returned, stranger) == []
    assert status_history(returned, AnonymousUser()) == []
    assert timeline(returned, stranger) == []
    assert notes_of(returned, stranger) == []


def test_notes_are_read_by_those_they_are_for(returned, ann, carl):
    assert [note["text"] for note in notes_of(returned, carl)] == [
        "internal remark",
        "client remark",
    ]
    assert [note["text"] for note in notes_of(returned, ann)] == ["client remark"]


def test_the_timeline_is_one_stream_of_everything(returned, carl):
    kinds = [moment.kind for moment in timeline(returned, carl)]
    assert kinds == ["transition", "note", "note", "edited", "transition", "transition"]
    edited = timeline(returned, carl)[3]
    assert [(d.label, d.before, d.after) for d in edited.differences] == [
        ("title", "Books", "Two books")
    ]
    assert [moment.internal for moment in timeline(returned, carl)][:2] == [False, True]


def test_a_partys_timeline_leaves_out_what_is_internal(returned, ann):
    moments = timeline(returned, ann)
    assert [moment.kind for moment in moments] == ["transition", "note", "transition", "transition"]
    assert all(not moment.internal for moment in moments)


@pytest.mark.parametrize("reading", [status_history, timeline])
def test_the_number_of_queries_does_not_grow_with_the_rows(
    reading, returned, carl, django_assert_max_num_queries
):
    for _turn in range(5):
        edit(returned, actor=carl, via=Door.CONSOLE, data={"weight": str(_turn + 1)})
    carl.get_full_name()
    with django_assert_max_num_queries(4):
        reading(returned, carl)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0s"),
        (59, "59s"),
        (90, "1m 30s"),
        (9_000, "2h 30m"),
        (7_200, "2h"),
        (3_605, "1h 5s"),
        (90_061, "1d 1h"),
    ],
)
def test_a_duration_is_said_in_two_units(seconds, words):
    assert duration(seconds) == words


def test_a_handed_out_parcel_counts_the_time_on_its_way(carl, sent):
    with clock.travelled(timedelta(hours=2, minutes=30)):
        hand_out(sent, carl)
        assert status_history(sent, carl)[0]["time_in_previous_status"] == "2h 30m"
