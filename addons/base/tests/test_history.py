"""Whole rows over time, written by the doors as simple-history would have written them."""

from __future__ import annotations

import pytest
from django.db import connection

from addons.base.models.history import OWN, RecordHistory, history_of
from addons.base.tests.parcels import give_back, now, pack, send, stream
from addons.base.workflow import Door
from addons.base.workflow.doors import edit, perform
from tests.dummy.flow import SlipFlow
from tests.dummy.models import Parcel, Slip


def rows_of(record):
    return list(history_of(type(record))._base_manager.filter(id=record.pk).order_by("version"))


def as_the_library_would(record):
    """Take our last row away and let simple-history write it."""
    ours = rows_of(record)[-1]
    history_of(type(record))._base_manager.filter(pk=ours.pk).delete()
    record._history_date = ours.history_date
    library = RecordHistory()
    library.manager_name = "history"
    library.create_historical_record(record, ours.history_type)
    return columns(ours), columns(rows_of(record)[-1])


def columns(row):
    return {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if field.name not in {"history_id", "event_id"}
    }


def test_each_change_leaves_one_row_with_its_event(ann, parcel):
    changed = edit(parcel, actor=ann, via=Door.PORTAL, data={"title": "Lamp"})
    returned = give_back(changed, ann)
    rows = rows_of(returned)
    assert [(row.history_type, row.state, row.title) for row in rows] == [
        ("+", "packed", "Books"),
        ("~", "packed", "Lamp"),
        ("~", "returned", "Lamp"),
    ]
    assert [row.event_id for row in rows] == [event.pk for event in stream(parcel)]


def test_a_created_row_equals_the_librarys_field_by_field(ann):
    ours, theirs = as_the_library_would(now(pack(ann)))
    assert ours == theirs


def test_a_changed_row_equals_the_librarys_field_by_field(ann, parcel):
    ours, theirs = as_the_library_would(now(send(parcel, ann)))
    assert ours == theirs
    assert ours["history_date"] == now(parcel).updated_at


def test_keys_that_are_no_numbers_have_history_too(ann, sent):
    slip = Slip._plain.get()
    perform(slip, SlipFlow.remark, actor=ann, via=Door.PORTAL, data={"remark": "wet"})
    slip.refresh_from_db()
    assert [row.history_type for row in rows_of(slip)] == ["+", "~"]
    ours, theirs = as_the_library_would(slip)
    assert ours == theirs


def test_every_column_of_the_record_is_in_its_history():
    copied = {field.attname for field in history_of(Parcel)._meta.concrete_fields} - OWN
    assert copied == {field.attname for field in Parcel._meta.concrete_fields}


def test_a_record_is_seen_as_it_was(ann, parcel):
    before = now(parcel).updated_at
    edit(parcel, actor=ann, via=Door.PORTAL, data={"title": "Lamp"})
    assert parcel.history.as_of(before).title == "Books"
    newest, older = parcel.history.order_by("-version")[:2]
    assert [
        change.field for change in newest.diff_against(older).changes if change.field == "title"
    ]


def test_one_version_has_one_row(parcel):
    constraints = connection.introspection.get_constraints
    with connection.cursor() as cursor:
        found = constraints(cursor, history_of(Parcel)._meta.db_table)
    assert any(c["unique"] and c["columns"] == ["id", "version"] for c in found.values())


@pytest.mark.django_db
def test_reading_the_library_leaves_no_row_of_its_own(ann):
    parcel = pack(ann)
    Parcel._plain.filter(pk=parcel.pk).get().refresh_from_db()
    assert len(rows_of(parcel)) == 1
