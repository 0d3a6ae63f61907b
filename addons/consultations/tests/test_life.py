"""The life of a consultation: asked for, accepted, talked, ended, paid."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal as D

import pytest

from addons.base.models import Event
from addons.base.workflow import Conflict, Door, Forbidden, Invalid, Refused
from addons.base.workflow.doors import perform
from addons.billing.models import Invoice
from addons.chat import points as chat
from addons.chat.models import Conversation
from addons.consultations.closing import close_due
from addons.consultations.flow import ConsultationFlow
from addons.consultations.funding import fund
from addons.consultations.models import ConsultationRate
from addons.consultations.schedules import miss_overdue, publish_ratings
from addons.consultations.tests.arrange import (
    accept,
    ask,
    assert_sound,
    both_heard,
    earnings,
    end,
    heard,
    later,
    meter_of,
    now,
    pay_in,
    start,
    talk,
    wallet,
)
from addons.ledger.models import Hold
from addons.providers.flow import ProviderFlow
from addons.providers.models import ProviderStanding


def test_a_talk_of_two_minutes_and_a_half_costs_three(active, alice, tara):
    talk(active, timedelta(seconds=150))
    with later(seconds=150):
        ended = end(active, alice)
    assert (ended.state, ended.end_reason) == ("ended", "user_requested")
    assert (ended.duration_s, ended.cost) == (151, D("60.00"))
    assert (wallet(alice).balance, wallet(alice).held) == (D("440.00"), 0)
    # 60.00 hold 9.15 of tax; of the other 50.85 a third less a little is commission.
    assert earnings(tara) == D("35.59")
    tara.refresh_from_db()
    assert tara.is_on_duty
    assert_sound()


def test_the_invoice_is_paid_and_tells_slices_pauses_and_end(active, alice, tara):
    talk(active, timedelta(seconds=40))
    with later(seconds=100):
        heard(active, "customer", "provider")
    with later(seconds=110):
        ended = end(active, alice)
    invoice = Invoice.objects.about(active).get()
    assert (invoice.total, invoice.paid, invoice.state) == (ended.cost, ended.cost, "paid")
    assert invoice.provider_user == tara.user
    (annex,) = invoice.annex
    said = [row[2] for row in annex["rows"]]
    assert [text.split(";")[0].split(":")[0] for text in said] == [
        "Time paid for",
        "Paused, not charged",
        "Paused, not charged",
        "The customer ended it. In all",
    ]
    assert ended.duration_s == 51
    assert_sound()


def test_asking_needs_money_for_the_first_minutes(bob, tara):
    with pytest.raises(Refused) as refusal:
        ask(bob, tara)
    assert refusal.value.code == "insufficient_funds"
    assert refusal.value.http_status == 409
    assert refusal.value.details["missing"] == {"amount": "40.00", "currency": "INR"}


def test_neither_price_nor_cost_can_be_sent_in(alice, tara):
    for field in ("cost", "price_per_minute", "state", "end_reason"):
        with pytest.raises(Invalid):
            ask(alice, tara, **{field: "0"})


def test_one_asks_a_consultant_once_and_not_oneself(requested, alice, tara):
    with pytest.raises(Refused) as again:
        ask(alice, tara)
    assert again.value.code == "asked_already"
    with pytest.raises(Refused) as oneself:
        ask(tara.user, tara)
    assert oneself.value.code == "yourself"


def test_who_talks_by_the_visit_or_for_nothing_cannot_be_asked(alice, tara):
    tara.services.update(unit="visit")
    with pytest.raises(Refused) as refusal:
        ask(alice, tara)
    assert refusal.value.code == "not_offered"


def test_who_is_not_on_duty_cannot_be_asked(alice, tara):
    perform(tara, ProviderFlow.go_off_duty, actor=tara.user, via=Door.PORTAL)
    with pytest.raises(Refused) as refusal:
        ask(alice, tara)
    assert refusal.value.code == "consultant_busy"


def test_what_was_agreed_stays_whatever_the_consultant_changes_later(requested, tara):
    tara.services.update(price=D("99.00"))
    ConsultationRate.objects.filter(provider=tara).update(increment_s=1)
    active = start(accept(requested))
    assert (active.price_per_minute, active.increment_s) == (D("20.00"), 60)


def test_an_unanswered_request_is_missed_and_cannot_be_accepted_any_more(requested, tara):
    with later(minutes=3):
        with pytest.raises(Conflict) as late:
            accept(requested)
        assert late.value.code == "too_late"
        assert miss_overdue() == 1
        assert miss_overdue() == 0
    assert now(requested).state == "missed"


def test_nobody_comes_after_the_yes_and_the_consultant_is_free_again(accepted, tara, alice):
    tara.refresh_from_db()
    assert tara.is_busy
    with later(minutes=4):
        with pytest.raises(Conflict):
            start(accepted)
        assert miss_overdue() == 1
    tara.refresh_from_db()
    assert tara.is_on_duty
    assert wallet(alice).held == 0


def test_a_withdrawn_one_costs_nothing(accepted, alice, tara):
    perform(accepted, ConsultationFlow.withdraw, actor=alice, via=Door.PORTAL)
    tara.refresh_from_db()
    assert tara.is_on_duty
    assert not Hold.objects.exists()
    assert_sound()


def test_it_starts_only_when_the_other_side_is_there(accepted, alice, tara):
    with later(seconds=40), pytest.raises(Conflict) as alone:
        perform(accepted, ConsultationFlow.start, actor=alice, via=Door.REST)
    assert alone.value.code == "not_connected"
    assert heard(accepted, "provider").ready == []
    assert heard(accepted, "customer").ready == [accepted.pk]


def test_starting_twice_starts_once(accepted, alice, tara):
    both_heard(accepted)
    first = perform(accepted, ConsultationFlow.start, actor=alice, via=Door.REST)
    second = perform(accepted, ConsultationFlow.start, actor=tara.user, via=Door.REST)
    assert first.started_at == second.started_at
    assert Hold.objects.count() == 1


def test_starting_without_the_money_is_refused_and_nothing_runs(accepted, alice, noor):
    other = ask(alice, noor)
    accept(other)
    # Five minutes each: the second finds too little once the first has begun.
    active = start(accepted)
    while wallet(alice).available >= 100:
        with later(minutes=4):
            both_heard(active)
        pay_out(alice, wallet(alice).available - D("99.00"))
    both_heard(other)
    with pytest.raises(Refused) as refusal:
        perform(other, ConsultationFlow.start, actor=alice, via=Door.REST)
    assert refusal.value.code == "insufficient_funds"
    assert now(other).state == "accepted"
    assert_sound()


def pay_out(person, amount):
    pay_in(person, -amount) if amount < 0 else _move(person, amount)


def _move(person, amount):
    from addons.consultations.tests.arrange import TEST
    from addons.ledger import points as ledger

    legs = [
        (wallet(person), -amount),
        (ledger.house_account(ledger.GATEWAY_CLEARING), amount),
    ]
    ledger.post(kind=ledger.REVERSAL, key=f"out:{amount}", legs=legs, actor=TEST)


def test_who_is_in_a_talk_cannot_say_they_are_free_nor_accept_another(active, tara, bob):
    with pytest.raises(Conflict) as bound:
        perform(tara, ProviderFlow.go_on_duty, actor=tara.user, via=Door.PORTAL)
    assert bound.value.code == "has_live_consultation"


def test_of_two_requests_the_second_yes_is_refused(requested, bob, tara):
    pay_in(bob, D("100.00"))
    other = ask(bob, tara)
    accept(requested)
    with pytest.raises(Conflict) as busy:
        accept(other)
    assert busy.value.code == "consultant_busy"


def test_ending_twice_gives_the_first_end(active, alice, tara):
    first = end(active, alice)
    with later(minutes=5):
        second = end(active, tara.user)
    assert (second.end_reason, second.ended_at, second.cost) == (
        first.end_reason,
        first.ended_at,
        first.cost,
    )
    assert Event.objects.of(active).filter(transition="end").count() == 1
    assert_sound()


def test_staff_end_it_with_a_note_and_never_without(active, sam):
    with pytest.raises(Invalid):
        end(active, sam)
    ended = end(active, sam, note="Abusive language.")
    assert (ended.end_reason, ended.end_note) == ("staff_ended", "Abusive language.")


def test_the_consultant_ends_it(active, tara):
    assert end(active, tara.user).end_reason == "provider_ended"


def test_talk_is_over_when_it_is_set_to_end(active, alice):
    with later(seconds=20) as moment:
        data = {"ends_at": (moment + timedelta(minutes=1)).isoformat()}
        perform(active, ConsultationFlow.schedule_end, actor=alice, data=data, via=Door.PORTAL)
    talk(active, timedelta(seconds=85))
    with later(seconds=79):
        assert close_due() == 0
    with later(seconds=85):
        assert close_due() == 1
    ended = now(active)
    assert (ended.end_reason, ended.ended_at) == ("scheduled_end", ended.ends_at)
    assert ended.cost == D("40.00")
    assert_sound()


def test_it_ends_at_the_longest_length(alice, make_consultant):
    short = make_consultant("lila", longest_minutes=2)
    active = start(accept(ask(alice, short)))
    talk(active, timedelta(seconds=125))
    with later(seconds=125):
        assert close_due() == 1
    ended = now(active)
    assert (ended.end_reason, ended.duration_s, ended.cost) == ("max_length", 120, D("40.00"))
    assert_sound()


def test_short_talks_can_be_set_to_cost_nothing(alice, tara, settings, monkeypatch):
    monkeypatch.setenv("POLICY_CONSULTATIONS_SHORT_SECONDS", "30")
    from addons.base.policies import forget

    forget()
    active = start(accept(ask(alice, tara)))
    with later(seconds=20):
        ended = end(active, alice)
    assert (ended.cost, Hold.objects.get().state) == (0, "released")
    assert not Invoice.objects.exists()
    assert_sound()


def test_free_minutes_and_seconds_are_reckoned(alice, make_consultant):
    fair = make_consultant("lila", price="30.00", increment_s=1, free_minutes=1)
    active = start(accept(ask(alice, fair)))
    talk(active, timedelta(seconds=90))
    with later(seconds=90):
        ended = end(active, alice)
    assert ended.duration_s == 91
    assert ended.cost == D("15.50")
    assert_sound()


def test_the_chat_is_open_while_they_talk_and_read_only_after(active, alice, tara):
    talking = Conversation.objects.visible_to(alice).about(active).get()
    chat.say(talking, actor=tara.user, via=Door.REST, text="Hello")
    end(active, alice)
    with pytest.raises(Conflict) as ended:
        chat.say(talking, actor=alice, via=Door.REST, text="One more thing")
    assert ended.value.code == "read_only"
    with later(days=30):
        assert Conversation.objects.visible_to(alice).about(active).exists()


def test_a_rating_counts_after_a_while_and_once(active, alice, tara):
    end(active, alice)
    data = {"stars": 4, "comment": "Clear words."}
    perform(active, ConsultationFlow.rate, actor=alice, data=data, via=Door.PORTAL)
    with pytest.raises(Conflict):
        perform(active, ConsultationFlow.rate, actor=alice, data=data, via=Door.PORTAL)
    with pytest.raises(Forbidden):
        perform(active, ConsultationFlow.rate, actor=tara.user, data=data, via=Door.PORTAL)
    assert publish_ratings() == 0
    with later(days=4):
        assert publish_ratings() == 1
    standing = ProviderStanding.objects.get(provider=tara)
    assert (standing.rating, standing.rating_count) == (D("4.00"), 1)


def test_funding_goes_on_while_they_talk(active, alice):
    for second in range(0, 600, 20):
        with later(seconds=second):
            both_heard(active)
            fund()
    with later(minutes=10):
        held = wallet(alice).held
        ended = end(active, alice)
    assert held > ended.cost
    assert ended.cost == D("220.00")
    assert meter_of(active).increments * 20 == held
    assert_sound()
