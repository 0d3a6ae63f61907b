"""Remarks on a record: who writes which, who reads which."""

from __future__ import annotations

import pytest

from addons.base.models import Note
from addons.base.tests.parcels import last, stream
from addons.base.workflow import Conflict, Door, Forbidden, Invalid, NotFound
from addons.base.workflow.doors import add_note, perform
from tests.dummy.flow import ParcelFlow


def note(parcel, actor, kind="client", text="Ring twice.", **options):
    return add_note(parcel, actor=actor, via=Door.PORTAL, kind=kind, text=text, **options)


def test_a_note_is_kept_beside_the_log_which_names_it(ann, parcel):
    written = note(parcel, ann)
    event = last(parcel)
    assert (event.kind, event.arguments) == ("note", {"note": written.pk})
    assert "Ring" not in str(event.arguments)
    assert (written.text, written.created_by) == ("Ring twice.", ann)


def test_what_the_customer_writes_the_customer_sees(ann, carl, parcel):
    assert note(parcel, ann).visible_to_client
    assert not note(parcel, carl, kind="internal").visible_to_client
    assert note(parcel, carl, kind="internal", visible_to_client=True).visible_to_client


def test_each_kind_has_its_writers(ann, bob, parcel):
    with pytest.raises(Forbidden):
        note(parcel, ann, kind="internal")
    with pytest.raises(NotFound):
        note(parcel, bob)
    assert not Note.objects.exists()


def test_an_unknown_kind_or_an_empty_text_is_refused(ann, parcel):
    with pytest.raises(Invalid) as unknown:
        note(parcel, ann, kind="shout")
    assert set(unknown.value.errors) == {"kind"}
    with pytest.raises(Invalid) as empty:
        note(parcel, ann, text="  ")
    assert set(empty.value.errors) == {"text"}
    assert len(stream(parcel)) == 1


def test_a_note_does_not_outdate_a_page(ann, parcel):
    drawn = parcel.version
    note(parcel, ann)
    perform(parcel, ParcelFlow.send, actor=ann, via=Door.PORTAL, version=drawn)
    with pytest.raises(Conflict):
        give = {"reason": "x"}
        perform(parcel, ParcelFlow.give_back, actor=ann, via=Door.PORTAL, data=give, version=drawn)
