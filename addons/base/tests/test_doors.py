"""Creating and performing: in this order, and nothing by halves."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser

from addons.base.events.model import EffectRun, Event
from addons.base.models.record import ClosedDoor
from addons.base.tests.parcels import give_back, hand_out, last, now, pack, send, stream
from addons.base.workflow import (
    Conflict,
    Door,
    Forbidden,
    Invalid,
    NotFound,
    NotSignedIn,
    Refused,
    System,
)
from addons.base.workflow.doors import create, edit, perform
from tests.dummy.flow import ParcelFlow, SlipFlow
from tests.dummy.models import Parcel, Slip


def test_creating_makes_the_record_and_the_first_event_of_its_stream(ann):
    parcel = pack(ann, title="Lamp")
    assert (parcel.state, parcel.version, parcel.sender) == ("packed", 1, ann)
    (event,) = stream(parcel)
    assert (event.sequence, event.transition) == (1, "pack")
    assert (event.previous_state, event.new_state) == ("", "packed")
    assert event.arguments == {"title": "Lamp", "weight": "3.5", "fragile": False}
    assert parcel.chain == event.hash


def test_creating_with_wrong_arguments_leaves_nothing(ann):
    with pytest.raises(Invalid) as caught:
        create(Parcel, actor=ann, via=Door.REST, data={"title": "", "weight": "-1"})
    assert set(caught.value.errors) == {"title", "weight"}
    assert not Parcel._plain.exists()
    assert not Event.objects.exists()


def test_nobody_creates_without_signing_in(db):
    with pytest.raises(NotSignedIn):
        create(Parcel, actor=AnonymousUser(), via=Door.REST, data={"title": "x", "weight": "1"})


def test_performing_returns_a_fresh_record_and_leaves_the_given_one_alone(ann, parcel):
    sent = send(parcel, ann)
    assert (sent.state, sent.version) == ("sent", 2)
    assert (parcel.state, parcel.version, parcel.sent_at) == ("packed", 1, None)


def test_the_event_says_who_did_what_when_how_and_why(ann, parcel):
    give_back(parcel, ann, reason="Wrong address.")
    event = last(parcel)
    assert (event.transition, event.previous_state, event.new_state) == (
        "give_back",
        "packed",
        "returned",
    )
    assert (event.actor_id, event.system_name, event.automated) == (ann.pk, "", False)
    assert (event.via, event.reason) == ("portal", "Wrong address.")
    assert event.at == now(parcel).updated_at


def test_the_system_acts_under_its_name(parcel):
    system = System("night watch")
    perform(parcel, ParcelFlow.send, actor=system, via=Door.SCHEDULE)
    event = last(parcel)
    assert (event.actor_id, event.system_name, event.automated) == (None, "night watch", True)


def test_somebody_elses_record_looks_like_none(bob, parcel):
    with pytest.raises(NotFound) as foreign:
        send(parcel, bob)
    missing = Parcel(pk=parcel.pk + 1)
    with pytest.raises(NotFound) as unknown:
        send(missing, bob)
    assert str(foreign.value) == str(unknown.value)
    assert foreign.value.details == unknown.value.details == {}


def test_who_sees_it_but_may_not_is_refused(carl, parcel):
    with pytest.raises(Forbidden):
        send(parcel, carl)
    assert len(stream(parcel)) == 1


def test_too_late_is_told_the_state_and_who_made_it_so(ann, carl, sent):
    hand_out(sent, carl)
    with pytest.raises(Conflict) as caught:
        give_back(sent, ann)
    assert caught.value.code == "wrong_state"
    assert caught.value.details["state"] == "delivered"
    assert caught.value.details["changed_by"] == carl.pk
    assert "Delivered" in str(caught.value)


def test_too_late_may_have_words_of_its_own(ann, sent):
    with pytest.raises(Conflict, match="already sent"):
        send(sent, ann)


def test_a_condition_that_does_not_hold_says_what_to_do(ann):
    heavy = pack(ann, weight="31")
    with pytest.raises(Conflict) as caught:
        send(heavy, ann)
    assert caught.value.code == "too_heavy"
    assert "Split it" in str(caught.value)


def test_the_body_chooses_among_the_targets(ann, carl):
    fragile = send(pack(ann, fragile=True), ann)
    sturdy = send(pack(ann), ann)
    assert hand_out(fragile, carl).state == "returned"
    assert hand_out(sturdy, carl).state == "delivered"


def test_a_transition_may_keep_the_state_and_the_time_it_began(carl, sent):
    weighed = perform(sent, ParcelFlow.weigh, actor=carl, via=Door.CONSOLE)
    assert (weighed.state, weighed.weighed, weighed.version) == ("sent", 1, 3)
    assert weighed.state_since == sent.state_since


def test_the_permission_is_asked_before_the_state(carl, ann, sent):
    hand_out(sent, carl)
    with pytest.raises(Forbidden):
        hand_out(sent, ann)


def test_a_page_drawn_before_the_last_change_conflicts(ann, parcel):
    drawn = parcel.version
    edit(parcel, actor=ann, via=Door.PORTAL, data={"title": "More books"})
    with pytest.raises(Conflict) as caught:
        perform(parcel, ParcelFlow.send, actor=ann, via=Door.PORTAL, version=drawn)
    assert caught.value.code == "changed"
    perform(parcel, ParcelFlow.send, actor=ann, via=Door.PORTAL, version=drawn + 1)


def test_a_body_that_refuses_changes_nothing(ann, parcel, monkeypatch):
    def body(self):
        self.title = "changed"
        raise Refused("no", "Not today.", missing=3)

    monkeypatch.setattr("addons.base.workflow.doors.run_body", lambda record, *rest: body(record))
    with pytest.raises(Refused) as caught:
        send(parcel, ann)
    assert (caught.value.http_status, caught.value.details) == (409, {"missing": 3})
    assert now(parcel).title == parcel.title
    assert len(stream(parcel)) == 1


def test_an_effect_is_owed_in_the_same_transaction(ann, parcel):
    send(parcel, ann)
    (owed,) = EffectRun.objects.all()
    assert (owed.effect, owed.event) == ("dummy.write_to_sender", last(parcel))
    assert owed.done_at is None


def test_a_follow_up_is_caused_by_the_transition_it_follows(ann, parcel):
    send(parcel, ann)
    (slip,) = Slip._plain.all()
    (drawn,) = stream(slip)
    assert drawn.caused_by == last(parcel).pk
    assert (drawn.via, drawn.system_name) == ("follow-up", "carrier")


def test_a_follow_up_that_refuses_refuses_the_whole(ann, carl, sent):
    (slip,) = Slip._plain.all()
    data = {"remark": "missing"}
    perform(slip, SlipFlow.remark, actor=ann, via=Door.PORTAL, data=data)
    with pytest.raises(Conflict) as caught:
        hand_out(sent, carl)
    assert caught.value.code == "disputed"
    assert now(sent).state == "sent"
    assert len(stream(sent)) == 2


def test_a_value_changed_in_place_is_written(ann, sent):
    (slip,) = Slip._plain.all()
    for word in ("wet", "torn"):
        perform(slip, SlipFlow.remark, actor=ann, via=Door.PORTAL, data={"remark": word})
    assert Slip._plain.get().remarks == ["wet", "torn"]


def test_a_record_changes_through_the_doors_only(ann, parcel):
    for shut in (
        parcel.save,
        parcel.delete,
        lambda: Parcel.objects.update(title="x"),
        lambda: Parcel.objects.filter(pk=parcel.pk).delete(),
        lambda: Parcel.objects.bulk_create([Parcel()]),
        lambda: Parcel.objects.bulk_update([parcel], ["title"]),
    ):
        with pytest.raises(ClosedDoor, match="perform"):
            shut()
    with pytest.raises(AttributeError, match="perform"):
        parcel.state = "sent"


def test_the_log_is_append_only(parcel):
    with pytest.raises(TypeError):
        Event.objects.of(parcel).update(reason="")
    with pytest.raises(TypeError):
        Event.objects.of(parcel).delete()


def test_an_unknown_transition_is_the_callers_mistake(ann, parcel):
    with pytest.raises(LookupError):
        perform(parcel, "explode", actor=ann, via=Door.REST)
    with pytest.raises(LookupError):
        perform(parcel, SlipFlow.sign, actor=ann, via=Door.REST)


def test_editing_writes_the_fields_before_and_after(ann, parcel):
    data = {"title": "Lamp", "weight": "4.00"}
    edited = edit(parcel, actor=ann, via=Door.PORTAL, data=data)
    assert (edited.title, edited.state) == ("Lamp", "packed")
    event = last(parcel)
    assert event.kind == "edited"
    assert event.arguments == {"title": ["Books", "Lamp"], "weight": ["3.50", "4.00"]}


def test_editing_nothing_leaves_no_event(ann, parcel):
    edit(parcel, actor=ann, via=Door.PORTAL, data={"title": parcel.title})
    assert len(stream(parcel)) == 1


def test_only_editable_fields_are_edited(ann, parcel):
    with pytest.raises(Invalid) as caught:
        edit(parcel, actor=ann, via=Door.PORTAL, data={"sender": 1, "state": "sent", "title": "x"})
    assert set(caught.value.errors) == {"sender", "state"}
    assert now(parcel).title == "Books"


def test_editing_checks_values(ann, parcel):
    with pytest.raises(Invalid) as caught:
        edit(parcel, actor=ann, via=Door.PORTAL, data={"weight": "heavy"})
    assert set(caught.value.errors) == {"weight"}
