"""The seal of the log: what is altered shows, what is erased does not break it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from addons.base.events.chain import breaks_in, canonical, plain
from addons.base.events.erase import erase_private
from addons.base.events.model import Event
from addons.base.tests.parcels import give_back, now, stream
from tests.dummy.models import Parcel


@pytest.fixture
def returned(sent, ann):
    return give_back(sent, ann, reason="Nobody lives there.")


def breaks(parcel):
    parcel = now(parcel)
    return [found.what for found in breaks_in(stream(parcel), head=(parcel.version, parcel.chain))]


def alter(event, **values):
    Event._plain.filter(pk=event.pk).update(**values)


def test_what_the_doors_wrote_holds(returned):
    assert breaks(returned) == []


@pytest.mark.parametrize(
    "altered",
    [
        {"new_state": "delivered"},
        {"actor_id": 7},
        {"at": datetime(2020, 1, 1, tzinfo=UTC)},
        {"automated": True},
        {"seconds_in_previous_state": 9},
        {"caused_by": 1},
    ],
)
def test_an_altered_row_shows(returned, altered):
    alter(stream(returned)[1], **altered)
    assert breaks(returned)[0] == "the event was altered"


def test_an_altered_reason_shows(returned):
    alter(stream(returned)[2], reason="All is well.")
    assert breaks(returned) == ["reason, arguments or address were altered"]


def test_a_rehashed_row_shows_at_the_next_or_at_the_head(returned):
    alter(stream(returned)[1], hash="0" * 64)
    assert breaks(returned) == ["the event was altered"] * 2


def test_a_row_cut_out_shows(returned):
    Event._plain.filter(pk=stream(returned)[0].pk).delete()
    assert "an event is missing" in breaks(returned)


def test_a_cut_off_tail_shows_at_the_record(returned):
    Event._plain.filter(pk=stream(returned)[-1].pk).delete()
    assert breaks(returned) == ["the record and the end of its stream differ"]


def test_an_erased_reason_holds(returned, ann):
    erase_private(ann.pk)
    assert {event.reason for event in stream(returned)} == {""}
    assert breaks(returned) == []


def test_only_who_has_the_key_can_seal(returned, settings):
    settings.AUDIT_KEY = "another key altogether, thirty-two characters"
    assert breaks(returned) == ["the event was altered"] * 3


def test_one_value_has_one_form():
    east = timezone(timedelta(hours=5, minutes=30))
    moment = datetime(2030, 1, 2, 3, 4, 5, 6, tzinfo=UTC)
    assert plain(moment) == plain(moment.astimezone(east)) == "2030-01-02T03:04:05.000006Z"
    assert plain(Decimal("1.50")) == "1.50"
    assert canonical({"b": 1, "a": [None, "é"]}) == '{"a":[null,"é"],"b":1}'.encode()


def test_records_stand_by_their_key(parcel):
    assert plain({"parcel": parcel, "all": Parcel.objects.all()}) == {
        "parcel": parcel.pk,
        "all": [parcel.pk],
    }
