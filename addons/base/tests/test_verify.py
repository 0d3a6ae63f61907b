"""`manage.py verify`: what was altered, cut off or set by hand is found."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command

from addons.base.events import verify
from addons.base.events.chain import seal
from addons.base.events.erase import erase_private
from addons.base.events.model import EffectRun, Event
from addons.base.events.overrides import unreviewed_overrides
from addons.base.events.verify import Tally, breaks
from addons.base.models import Review
from addons.base.models.history import history_of
from addons.base.points import CHECKS
from addons.base.tests.parcels import give_back, last, now, pack, send, stream
from addons.base.workflow import Door
from addons.base.workflow.doors import add_note, edit, override
from tests.dummy.models import Parcel, Slip


@pytest.fixture
def life(ann, carl):
    """Two parcels and a slip with a bit of everything."""
    first, second = send(pack(ann), ann), pack(ann)
    add_note(first, actor=carl, via=Door.CONSOLE, kind="internal", text="x")
    edit(second, actor=ann, via=Door.PORTAL, data={"title": "Lamp"})
    return give_back(first, ann), second


def alter(event, **values):
    Event._plain.filter(pk=event.pk).update(**values)


def only(parcel, sentence):
    """The one thing found is about this parcel and says this."""
    found = list(breaks())
    assert len(found) == 1, found
    assert found[0].startswith(f"dummy.parcel:{parcel.pk}")
    assert sentence in found[0]


def test_what_the_doors_wrote_holds(life, capsys):
    tally = Tally()
    assert list(breaks(tally=tally)) == []
    assert (tally.streams, tally.events) == (3, 7)
    call_command("verify")
    assert "7 events in 3 streams: all holds" in capsys.readouterr().out


def test_a_tampered_row_is_found(life):
    alter(stream(life[0])[1], actor_id=999)
    only(life[0], "#2: the event was altered")


def test_an_altered_reason_is_found(life):
    alter(last(life[0]), reason="All is well.")
    only(life[0], "#4: reason, arguments or address were altered")


def test_an_erased_reason_holds(life, ann):
    erase_private(ann.pk)
    assert list(breaks()) == []


def test_a_cut_off_tail_is_found(life):
    last(life[1]).delete()
    history_of(Parcel)._base_manager.filter(id=life[1].pk, version=2).delete()
    found = list(breaks())
    assert found[0] == f"dummy.parcel:{life[1].pk}#1: the record and the end of its stream differ"
    assert found[1].endswith("1 history rows for 2 events")


def test_a_missing_stream_is_found(life):
    EffectRun.objects.all().delete()
    Event._plain.filter(record_id=str(life[1].pk)).delete()
    assert "the record and the end of its stream differ" in next(breaks())


def test_a_missing_record_is_found(life):
    Parcel._plain.filter(pk=life[1].pk).delete()
    only(life[1], "the record is gone, its stream is not")


def test_a_record_changed_past_the_doors_is_found(life):
    Parcel._plain.filter(pk=life[0].pk).update(state="delivered")
    only(life[0], "the record is in 'delivered', its stream in 'returned'")


def test_a_missing_history_row_is_found(life):
    history_of(Parcel)._base_manager.filter(id=life[1].pk, version=1).delete()
    only(life[1], "1 history rows for 2 events")


def test_an_impossible_history_is_found(life):
    """Sealed with the right key and still no history that can have been."""
    first, second = stream(life[1])
    second.previous_state = "sent"
    seal(second, previous=first.hash)
    alter(
        second,
        previous_state="sent",
        salt=second.salt,
        digest=second.digest,
        hash=second.hash,
    )
    Parcel._plain.filter(pk=life[1].pk).update(chain=second.hash)
    only(life[1], "it begins in 'sent', not 'packed'")


def test_an_unknown_state_is_found(life):
    Parcel._plain.filter(pk=life[1].pk).update(state="customs")
    assert any("manage.py relocate" in sentence for sentence in breaks())


def test_streams_of_addons_that_are_off_are_walked_too(life):
    Event._plain.filter(record_id=str(life[1].pk)).update(record_type="gone.parcel")
    Parcel._plain.filter(pk=life[1].pk).delete()
    assert {s.partition("#")[0] for s in breaks()} == {f"gone.parcel:{life[1].pk}"}


def test_what_addons_promise_is_asked(life):
    assert "dummy.sent_parcels_have_a_day" in CHECKS
    Parcel._plain.filter(pk=life[0].pk).update(state="sent", sent_at=None)
    assert f"parcel {life[0].pk} was sent, but nobody knows when" in list(breaks())


def test_what_is_just_being_written_is_no_break(life, monkeypatch):
    """The rows were read before and the events after somebody's change."""
    real = verify._stream

    def stream_after_a_change(record_type, keys):
        monkeypatch.setattr(verify, "_stream", real)
        send(life[1], life[1].sender)
        return real(record_type, keys)

    monkeypatch.setattr(verify, "_stream", stream_after_a_change)
    assert list(breaks()) == []


def test_many_are_walked_in_chunks(life, monkeypatch):
    monkeypatch.setattr(verify, "CHUNK", 1)
    tally = Tally()
    assert list(breaks(tally=tally)) == []
    assert tally.streams == 3


def test_one_record_type_can_be_chosen(life, capsys):
    alter(stream(Slip._plain.get())[0], via="rest")
    assert list(breaks(record_type="dummy.parcel")) == []
    assert len(list(breaks(record_type="dummy.slip"))) == 1
    with pytest.raises(CommandError, match=r"dummy\.parcel"):
        call_command("verify", record_type="dummy.moon")


def test_the_command_ends_with_1_on_a_break(life, capsys):
    alter(last(life[0]), via="rest")
    with pytest.raises(SystemExit) as ended:
        call_command("verify")
    assert ended.value.code == 1
    assert "1 breaks" in capsys.readouterr().err


# --- overrides -----------------------------------------------------------------------------------


@pytest.fixture
def overridden(parcel, ada):
    return override(parcel, state="sent", actor=ada, notes="Found.", via=Door.CONSOLE)


def test_an_override_is_listed_until_somebody_has_reviewed_it(overridden, carl, capsys):
    event = last(overridden)
    Parcel._plain.update(sent_at=overridden.updated_at)
    call_command("verify")
    assert f"not reviewed: event {event.pk}" in capsys.readouterr().out
    call_command("verify", reviewed=event.pk, by=carl.email.upper())
    assert Review.objects.get().reviewed_by == carl
    assert not unreviewed_overrides().exists()
    capsys.readouterr()
    call_command("verify")
    assert "not reviewed" not in capsys.readouterr().out


def test_reviewing_asks_for_an_override_and_for_somebody_else(overridden, ada, carl):
    event, first = last(overridden), stream(overridden)[0]
    for number, email, words in (
        (event.pk, None, "--by"),
        (event.pk, "zoe@example.com", "--by"),
        (event.pk, ada.email, "Somebody else"),
        (first.pk, carl.email, "no override"),
        (0, carl.email, "no event"),
    ):
        with pytest.raises(CommandError, match=words):
            call_command("verify", reviewed=number, by=email)
    assert now(overridden).state == "sent"
