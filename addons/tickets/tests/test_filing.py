"""Splitting, linking and following a ticket."""

from __future__ import annotations

import pytest

from addons.base.workflow import Door, Invalid, Refused
from addons.base.workflow.available import available
from addons.tickets.flow import TicketFlow
from addons.tickets.models import Ticket
from addons.tickets.saying import thread_of

from .conftest import act, again, ask, clock_of, write

pytestmark = pytest.mark.django_db


def texts(ticket):
    return [message.text for message in thread_of(ticket).messages.order_by("pk")]


def split(ticket, actor, *messages, **more):
    keys = [message.pk for message in messages]
    data = {"messages": keys, "subject": "The other matter"} | more
    act(ticket, TicketFlow.split, actor, **data)
    return Ticket.objects.with_people().latest("pk")


# --- split -----------------------------------------------------------------------------------


def test_some_messages_begin_a_ticket_of_their_own_and_both_know(ticket, kim, lee, alice):
    write(ticket, alice, "And my name is wrong.")
    other = write(ticket, alice, "It is Alicia.")
    note = write(ticket, kim, "NOTE", internal=True)
    made = split(ticket, kim, other, note, priority="low")
    assert texts(made) == ["It is Alicia.", "NOTE"]
    assert texts(ticket) == ["Two charges.", "And my name is wrong.", "It is Alicia.", "NOTE"]
    read = thread_of(made).messages.readable_by(alice)
    assert [message.text for message in read] == ["It is Alicia."]
    assert (made.subject, made.priority, made.category) == (
        "The other matter",
        "low",
        ticket.category,
    )
    assert (made.customer, made.agent, made.description) == (alice, kim, "It is Alicia.")
    (link,) = made.links.all()
    assert (link.other, link.kind) == (ticket, "split")
    assert clock_of(made, "first_response").is_running
    assert clock_of(made, "resolution").is_running


def test_a_split_with_our_answer_in_it_owes_no_first_one(ticket, kim, alice):
    question, answer = write(ticket, alice, "And this?"), write(ticket, kim, "That too.")
    made = split(ticket, kim, question, answer)
    assert clock_of(made, "first_response") is None
    assert clock_of(made, "next_response") is None


def test_a_split_names_messages_of_this_thread_only(ticket, kim, alice):
    foreign = thread_of(ask(alice)).messages.get()
    for wrong in ([foreign], []):
        with pytest.raises(Invalid) as refusal:
            split(ticket, kim, *wrong)
        assert "messages" in refusal.value.errors
    assert not ticket.linked_from.exists()


def test_a_split_off_ticket_can_be_split_again(ticket, kim, alice):
    both = write(ticket, alice, "One"), write(ticket, alice, "Two")
    made = split(ticket, kim, *both)
    third = split(made, kim, thread_of(made).messages.order_by("pk")[1])
    assert texts(third) == ["Two"]


def test_without_an_agent_at_work_the_new_one_goes_to_who_is_free(ticket, kim, lee, max_, alice):
    kim.is_active = False
    kim.save()
    made = split(ticket, max_, thread_of(ticket).messages.get())
    assert made.agent == lee


# --- link ------------------------------------------------------------------------------------


def test_a_pair_is_linked_once_and_the_last_word_on_how_counts(ticket, kim, bob):
    other = ask(bob)
    act(ticket, TicketFlow.link, kim, ticket=other.pk)
    act(ticket, TicketFlow.link, kim, ticket=other.pk, kind="duplicate")
    assert [link.kind for link in ticket.links.all()] == ["duplicate"]
    with pytest.raises(Refused):
        act(ticket, TicketFlow.link, kim, ticket=ticket.pk)


# --- follow ----------------------------------------------------------------------------------


def buttons(ticket, who):
    return {option.name for option in available(ticket, who, via=Door.CONSOLE)}


def test_who_follows_sees_the_other_button_and_is_on_the_list(ticket, max_):
    assert "follow" in buttons(ticket, max_)
    assert "unfollow" not in buttons(ticket, max_)
    act(ticket, TicketFlow.follow, max_)
    assert "unfollow" in buttons(ticket, max_)
    assert "follow" not in buttons(ticket, max_)
    assert list(Ticket.objects.followed_by(max_)) == [again(ticket)]
    act(ticket, TicketFlow.unfollow, max_)
    assert not Ticket.objects.followed_by(max_).exists()
