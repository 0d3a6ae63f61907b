"""Who is told what of a ticket."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail

from addons.base import clock
from addons.base.events.effects import run_owed_effects
from addons.base.models import EffectRun
from addons.notifications.models import Notification
from addons.tickets.enquiry_flow import EnquiryFlow
from addons.tickets.flow import TicketFlow
from addons.tickets.schedules import close_what_is_settled, watch_targets

from .conftest import act, ask, say, write, write_to_us

pytestmark = pytest.mark.django_db

# After every sweep of these tests.
LATER = timedelta(days=30)


@pytest.fixture
def told():
    """What tickets told since the last call: pairs of notice and person."""

    def told():
        with clock.travelled(LATER):
            run_owed_effects()
        assert not EffectRun.objects.filter(done_at=None).exists()
        rows = Notification.objects.order_by("pk").values_list("kind", "user__name")
        found = {(kind, name) for kind, name in rows if kind.startswith("tickets.")}
        Notification.objects.all().delete()
        return {(kind.removeprefix("tickets."), name) for kind, name in found}

    return told


def test_each_side_is_told_what_the_other_did(ticket, kim, alice, bob, told):
    assert told() == {("assigned", "Kim")}
    write(ticket, alice, "Hello?")
    assert told() == {("heard", "Kim")}
    mail.outbox.clear()
    write(ticket, kim, "Which card was it?")
    assert told() == {("answered", "Alice")}
    assert "Which card was it?" in mail.outbox[0].body
    act(ticket, TicketFlow.start, kim)
    act(ticket, TicketFlow.wait, kim)
    assert told() == {("waiting", "Alice")}
    write(ticket, alice, "The blue one")
    assert told() == {("heard", "Kim")}
    mail.outbox.clear()
    act(ticket, TicketFlow.resolve, kim, summary="Paid back", resolution_type="solved")
    assert told() == {("resolved", "Alice")}
    assert "Paid back" in mail.outbox[0].body
    act(ticket, TicketFlow.close, alice)
    assert told() == set()


def test_the_customer_is_told_that_it_closed_by_itself(ticket, kim, told, later):
    act(ticket, TicketFlow.start, kim)
    act(ticket, TicketFlow.resolve, kim, summary="Done", resolution_type="solved")
    told()
    with later(days=6):
        close_what_is_settled()
    assert told() == {("silent", "Alice")}


def test_who_called_is_told_that_it_is_written_down(kim, lee, bob, told):
    ask(kim, customer=bob.pk, source="phone")
    assert ("received", "Bob") in told()


def test_who_has_it_is_warned_and_told_of_what_is_late(ticket, max_, desk, told, later):
    desk.lead = max_
    desk.save()
    told()
    with later(hours=3.5):
        watch_targets()
    told_of_warning = told()
    with later(hours=5):
        watch_targets()
    assert told_of_warning == {("warned", "Kim")}
    assert told() == {("breached", "Kim"), ("breached", "Max")}


def test_a_warning_that_comes_after_the_breach_is_not_sent(ticket, told, later):
    told()
    with later(hours=5):
        watch_targets()
    assert {kind for kind, _name in told()} == {"breached"}


def test_a_senior_colleague_is_told_why(ticket, kim, max_, told):
    told()
    mail.outbox.clear()
    act(ticket, TicketFlow.escalate, kim, to=max_.pk, reason="He shouts")
    assert told() == {("escalated", "Max")}
    assert "He shouts" in mail.outbox[0].body


def test_followers_hear_of_changes_and_nobody_twice(ticket, kim, lee, max_, alice, told):
    for person in (lee, max_, kim):
        act(ticket, TicketFlow.follow, person)
    told()
    write(ticket, alice, "Any news?")
    assert told() == {("heard", "Kim"), ("followed", "Lee"), ("followed", "Max")}
    act(ticket, TicketFlow.unfollow, max_)
    act(ticket, TicketFlow.start, kim)
    act(ticket, TicketFlow.resolve, kim, summary="Done", resolution_type="solved")
    assert told() == {("resolved", "Alice"), ("followed", "Lee")}


def test_who_left_the_desk_hears_no_more_of_what_they_followed(ticket, lee, alice, told):
    act(ticket, TicketFlow.follow, lee)
    lee.groups.clear()
    told()
    write(ticket, alice, "Any news?")
    assert told() == {("heard", "Kim")}


def test_both_who_write_without_a_ticket_are_told(kim, alice, told):
    enquiry = write_to_us(alice)
    assert told() == {("enquiry_assigned", "Kim")}
    say(enquiry, kim, "Until six.")
    assert told() == {("enquiry_answered", "Alice")}
    say(enquiry, alice, "And on Sunday?")
    assert told() == {("enquiry_heard", "Kim")}
    act(enquiry, EnquiryFlow.convert, kim, subject="Hours", category="payment")
    assert told() == {("enquiry_linked", "Alice"), ("received", "Alice")}
