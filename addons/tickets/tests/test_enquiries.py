"""A customer writes to us without a ticket: who answers, and how it ends or becomes one."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from addons.base.testing.people import make_person
from addons.base.uploads import inspect, keep, may_read
from addons.base.workflow import Conflict, Door, Forbidden, Invalid, NotFound, Refused
from addons.base.workflow.available import available
from addons.tickets.agents import own_profile, switch_to
from addons.tickets.checks import (
    enquiries_are_where_they_seem_to_be,
    promises_run_while_a_ticket_does,
    tickets_have_their_thread,
)
from addons.tickets.enquiring import talk_of
from addons.tickets.enquiry_flow import EnquiryFlow
from addons.tickets.flow import TicketFlow
from addons.tickets.models import Enquiry, Ticket
from addons.tickets.saying import thread_of
from addons.tickets.schedules import end_what_is_silent, give_what_waits

from .conftest import (
    act,
    again,
    ask,
    clock_of,
    make_agent,
    once_more,
    say,
    write,
    write_to_us,
)

pytestmark = pytest.mark.django_db


def texts(record):
    talk = thread_of(record) if isinstance(record, Ticket) else talk_of(record)
    return [message.text for message in talk.messages.order_by("pk")]


def a_file(person):
    content = inspect(SimpleUploadedFile("bill.txt", b"Twice 500.00"))
    return keep(content, name="bill.txt", actor=person)


# --- who answers -----------------------------------------------------------------------------


def test_a_free_agent_gets_it_at_once(enquiry, kim, alice):
    assert (enquiry.state, enquiry.agent, str(enquiry)) == ("assigned", kim, f"E-{enquiry.pk:06d}")
    assert texts(enquiry) == ["Are you open today?"]


def test_tickets_and_enquiries_weigh_the_same_when_work_is_shared(kim, lee, alice, bob):
    assert ask(alice).agent == kim
    assert write_to_us(alice).agent == lee
    assert {ask(bob).agent, write_to_us(bob).agent} == {kim, lee}


def test_nobody_gets_one_beyond_their_limit(desk, alice, bob):
    kim = make_agent("Kim", desk, limit=1)
    assert write_to_us(alice).agent == kim
    assert write_to_us(bob).state == "open"


def test_what_waits_is_given_to_whoever_comes_before_any_ticket(desk, alice, bob):
    kim = make_agent("Kim", desk, availability="away", limit=1)
    ticket, waiting = ask(alice, priority="urgent"), write_to_us(bob)
    switch_to(
        own_profile(kim), availability="available", hands_over=False, actor=kim, via=Door.REST
    )
    assert once_more(waiting).agent == kim
    assert again(ticket).agent is None


def test_who_answers_what_nobody_has_has_it(desk, alice):
    kim = make_agent("Kim", desk, availability="away")
    waiting = write_to_us(alice)
    say(waiting, kim, "We are, until six.")
    assert (once_more(waiting).state, once_more(waiting).agent) == ("assigned", kim)


def test_an_agent_who_goes_hands_it_over(enquiry, kim, lee, desk):
    profile = own_profile(kim)
    switch_to(profile, availability="away", hands_over=True, actor=kim, via=Door.REST)
    assert once_more(enquiry).agent == lee


@pytest.mark.parametrize("change", ["disabled", "moved"])
def test_what_somebody_left_behind_is_handed_over(enquiry, kim, lee, change):
    if change == "disabled":
        kim.is_active = False
        kim.save()
    else:
        kim.groups.clear()
    assert give_what_waits() == 1
    assert once_more(enquiry).agent == lee
    assert give_what_waits() == 0


# --- what is said ----------------------------------------------------------------------------


def test_both_sides_write_and_the_customer_always_in_the_same_place(enquiry, kim, alice):
    say(enquiry, kim, "Until six.")
    assert write_to_us(alice, "Thank you").pk == enquiry.pk
    assert texts(enquiry) == ["Are you open today?", "Until six.", "Thank you"]


def test_an_internal_note_is_nobodys_answer_and_reaches_no_customer(enquiry, kim, alice):
    say(enquiry, kim, "SECRET", internal=True)
    assert once_more(enquiry).ends_at is None
    read = talk_of(enquiry).messages.readable_by(alice)
    assert "SECRET" not in [message.text for message in read]
    with pytest.raises(Forbidden):
        say(enquiry, alice, "Psst", internal=True)


def test_others_neither_read_nor_write_it(enquiry, bob):
    assert not Enquiry.objects.visible_to(bob).exists()
    with pytest.raises(NotFound):
        say(enquiry, bob)


def test_who_only_watches_reads_along_and_does_not_answer(enquiry):
    dispatcher = make_person("Dora", roles=("dispatcher",))
    assert Enquiry.objects.visible_to(dispatcher).count() == 1
    with pytest.raises(Forbidden):
        say(enquiry, dispatcher, "Hello from dispatch")


@pytest.mark.parametrize("text", ["", "  ", "x" * 5001])
def test_a_message_that_is_none_is_refused_and_begins_nothing(kim, alice, text):
    with pytest.raises(Invalid):
        write_to_us(alice, text)
    assert not Enquiry.objects.exists()


def test_a_second_one_beside_it_is_refused(enquiry, alice):
    from addons.base.workflow.doors import create

    with pytest.raises(Refused, match="already"):
        create(Enquiry, actor=alice, data={"text": "Hello"}, via=Door.PORTAL)


# --- how it ends -----------------------------------------------------------------------------


def test_either_side_ends_it_and_the_next_message_begins_another(enquiry, kim, alice):
    act(enquiry, EnquiryFlow.end, alice)
    with pytest.raises(Conflict):
        say(enquiry, kim, "One more thing")
    other = say(enquiry, alice, "Are you there?").conversation
    assert other.about_id != str(enquiry.pk)
    assert texts(enquiry) == ["Are you open today?"]


def test_it_ends_by_itself_only_after_our_answer(enquiry, kim, alice, later):
    with later(days=9):
        assert end_what_is_silent() == 0
    say(enquiry, kim, "Until six.")
    with later(hours=23):
        assert end_what_is_silent() == 0
        say(enquiry, alice, "And tomorrow?")
    with later(days=9):
        assert end_what_is_silent() == 0
        say(enquiry, kim, "The same.")
    with later(days=11):
        assert (end_what_is_silent(), end_what_is_silent()) == (1, 0)
    assert once_more(enquiry).state == "ended"


def test_an_answer_that_comes_first_keeps_a_late_sweep_from_ending_it(enquiry, kim, alice, later):
    from addons.base.workflow import System
    from addons.base.workflow.doors import perform

    say(enquiry, kim, "Until six.")
    with later(days=2):
        say(enquiry, alice, "Wait!")
        with pytest.raises(Conflict):
            perform(enquiry, EnquiryFlow.fall_silent, actor=System("late"), via=Door.SCHEDULE)


# --- how it becomes a ticket -----------------------------------------------------------------


def convert(enquiry, kim):
    data = {"subject": "Paid twice", "category": "payment"}
    act(enquiry, EnquiryFlow.convert, kim, **data)
    return Ticket.objects.with_people().latest("pk")


def test_a_ticket_made_of_it_has_every_message_and_the_same_agent(kim, lee, alice):
    file = a_file(alice)
    enquiry = write_to_us(alice, "I paid twice", files=[file])
    kept = enquiry.agent
    say(enquiry, kept, "Let me see.")
    say(enquiry, kept, "NOTE", internal=True)
    say(enquiry, alice, "Here it is")
    ticket = convert(enquiry, kept)
    assert texts(ticket) == ["I paid twice", "Let me see.", "NOTE", "Here it is"]
    old, new = talk_of(enquiry).messages.order_by("pk"), thread_of(ticket).messages.order_by("pk")
    for before, after in zip(old, new, strict=True):
        assert (before.sender, before.created_at, before.internal) == (
            after.sender,
            after.created_at,
            after.internal,
        )
        assert list(before.files.all()) == list(after.files.all())
    assert may_read(new[0].files.get(), alice)
    assert (ticket.customer, ticket.agent, ticket.source) == (alice, kept, "chat")
    assert ticket.description == "I paid twice"
    assert (once_more(enquiry).state, once_more(enquiry).ticket) == ("in_ticket", ticket)
    # We have answered already; it is the next answer that is owed.
    assert clock_of(ticket, "first_response") is None
    assert clock_of(ticket, "next_response").is_running
    assert not list(enquiries_are_where_they_seem_to_be())
    assert not list(promises_run_while_a_ticket_does())
    assert not list(tickets_have_their_thread())


def test_a_ticket_of_what_nobody_answered_owes_its_first_answer(enquiry, kim):
    ticket = convert(enquiry, kim)
    assert clock_of(ticket, "first_response").is_running
    write(ticket, kim, "Here I am")
    assert clock_of(ticket, "first_response").stopped_at


def test_linked_to_a_ticket_everything_goes_on_there(ticket, kim, alice):
    enquiry = write_to_us(alice, "About my ticket")
    act(enquiry, EnquiryFlow.link, enquiry.agent, ticket=ticket.pk)
    assert texts(ticket) == ["Two charges.", "About my ticket"]
    assert say(enquiry, alice, "Any news?").conversation == thread_of(ticket)
    assert write_to_us(alice, "Something else").pk != enquiry.pk
    assert not list(enquiries_are_where_they_seem_to_be())


def test_linked_to_a_resolved_ticket_an_unanswered_question_opens_it(ticket, kim, alice):
    act(ticket, TicketFlow.start, kim)
    act(ticket, TicketFlow.resolve, kim, summary="Done", resolution_type="solved")
    enquiry = write_to_us(alice, "It happened again")
    act(enquiry, EnquiryFlow.link, kim, ticket=ticket.pk)
    assert again(ticket).state == "in_progress"


def test_linked_to_a_resolved_ticket_an_answered_one_leaves_it_resolved(ticket, kim, alice):
    act(ticket, TicketFlow.start, kim)
    act(ticket, TicketFlow.resolve, kim, summary="Done", resolution_type="solved")
    enquiry = write_to_us(alice, "When was that?")
    say(enquiry, kim, "On Monday.")
    act(enquiry, EnquiryFlow.link, kim, ticket=ticket.pk)
    assert again(ticket).state == "resolved"


def test_it_is_linked_only_to_a_ticket_of_the_same_customer_that_takes_answers(
    enquiry, kim, alice, bob
):
    closed = act(ask(alice), TicketFlow.close, alice)
    for other in (ask(bob), closed):
        with pytest.raises(Invalid) as refusal:
            act(enquiry, EnquiryFlow.link, kim, ticket=other.pk)
        assert "ticket" in refusal.value.errors


def test_nobody_puts_foreign_words_into_a_ticket(enquiry, kim, alice, bob):
    said = talk_of(enquiry).messages.get().pk
    with pytest.raises(Invalid):
        ask(bob, carried=[said])
    with pytest.raises(Refused, match="another customer"):
        ask(kim, customer=bob.pk, carried=[said])


def test_buttons_are_offered_to_whom_they_belong(enquiry, kim, alice):
    def offered(who, door):
        return {option.name for option in available(enquiry, who, via=door)}

    assert offered(alice, Door.PORTAL) == {"end"}
    assert offered(kim, Door.CONSOLE) >= {"convert", "link", "assign", "release", "end"}
