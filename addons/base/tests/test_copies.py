"""Copies of sealed streams hold as their originals do."""

from __future__ import annotations

import pytest

from addons.base.events.copies import copy_rows
from addons.base.events.verify import breaks
from addons.base.models import Event, Note
from addons.base.tests.parcels import give_back, now, pack, send, stream
from addons.base.workflow import Door
from addons.base.workflow.doors import add_note
from tests.dummy.models import Parcel, Slip


@pytest.fixture
def life(ann, carl):
    """A parcel with a note and a slip, and one beside it that is not copied."""
    parcel = send(pack(ann), ann)
    add_note(parcel, actor=carl, via=Door.CONSOLE, kind="internal", text="Fragile")
    return give_back(parcel, ann), pack(ann)


def copied(parcel, *, times):
    mine = Parcel.objects.filter(pk=parcel.pk)
    return copy_rows([mine, Slip.objects.filter(parcel__in=mine)], times=times)


def test_rows_streams_history_and_notes_are_there_so_many_times_and_hold(life):
    parcel, beside = life
    slips = Slip.objects.filter(parcel=parcel).count()
    events = Event.objects.count() - len(stream(beside))
    assert copied(parcel, times=3) == 3 * events
    assert Parcel.objects.count() == 2 + 3
    assert Slip.objects.count() == slips * 4
    assert Note.objects.filter(text="Fragile").count() == 4
    assert list(breaks()) == []


def test_a_copy_reads_as_its_original_and_names_its_own(life):
    parcel, beside = life
    copied(parcel, times=1)
    copy = Parcel.objects.order_by("pk").last()
    assert (copy.title, copy.state, copy.version) == (parcel.title, parcel.state, parcel.version)
    assert [event.transition for event in stream(copy)] == [e.transition for e in stream(parcel)]
    assert copy.history.count() == copy.version
    own = {event.pk for event in Event.objects.all() if event.pk > stream(beside)[-1].pk}
    assert {event.caused_by for event in Event.objects.filter(pk__in=own)} <= own | {None}
    noted = next(event for event in stream(copy) if event.kind == "note")
    assert Note.objects.get(pk=noted.arguments["note"]).record_id == str(copy.pk)


def test_a_copy_goes_on_through_the_doors_and_new_ones_come_after_it(life, ann):
    parcel, beside = life
    copied(parcel, times=2)
    assert now(send(beside, ann)).state == "sent"
    assert pack(ann).pk > Parcel.objects.filter(title=parcel.title).order_by("pk")[1].pk
    assert list(breaks()) == []
