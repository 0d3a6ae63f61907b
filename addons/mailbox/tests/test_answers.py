"""An answer by mail stands in the thread, as its sender's, once."""

from __future__ import annotations

import pytest

from addons.base.events.effects import run_owed_effects
from addons.base.testing.people import make_person
from addons.base.workflow import Door, NotFound
from addons.base.workflow.doors import perform
from addons.mailbox.flow import MailFlow
from addons.mailbox.models import IncomingMail, MailboxPolicy
from addons.mailbox.schedules import clear_originals, show_what_lies
from addons.tickets.flow import TicketFlow
from addons.tickets.models import Ticket
from addons.tickets.tests.conftest import act, again

from .conftest import SUPPORT, answering, hand, letter, said_in, taken

pytestmark = pytest.mark.django_db


def state_and_reason(mail):
    return mail.state, mail.reason


def test_an_answer_stands_in_the_thread_as_its_sender(ticket, alice):
    mail = taken(letter(to=answering(ticket), text="The blue one."))
    assert said_in(ticket)[-1] == "The blue one."
    assert mail.state == "taken" and mail.filed.ticket == ticket
    assert mail.filed.message.sender == alice and mail.person == alice


def test_what_it_answers_is_left_away(ticket):
    text = "The blue one.\n\nOn Mon, 30 Nov 2026, Support <support@example.com> wrote:\n> Which?\n"
    taken(letter(to=answering(ticket), text=text))
    assert said_in(ticket)[-1] == "The blue one."


def test_it_ends_the_waiting_as_any_answer_does(ticket, kim):
    act(ticket, TicketFlow.start, kim)
    act(ticket, TicketFlow.wait, kim)
    taken(letter(to=answering(ticket)))
    assert again(ticket).state == "in_progress"


def test_handed_over_again_it_is_said_once(ticket):
    first = taken(letter(to=answering(ticket), text="Once."))
    # A server on the way adds to the head, each time something else.
    repeated = (
        b"Received: from a by b; today\n" + letter(to=answering(ticket), text="Once.").as_bytes()
    )
    assert taken(repeated, to=answering(ticket)) == first
    assert said_in(ticket).count("Once.") == 1 and IncomingMail.objects.count() == 1


def test_the_address_may_have_been_written_in_capitals(ticket):
    assert taken(letter(to=answering(ticket).upper())).state == "taken"


def test_a_guessed_signature_is_no_answer(ticket):
    local, _at, domain = answering(ticket).partition("@")
    guessed = f"{local[:-1]}{'a' if local[-1] != 'a' else 'b'}@{domain}"
    taken(letter(to=guessed, text="Mine too."), to=SUPPORT)
    assert "Mine too." not in said_in(ticket)


def test_an_address_is_for_one_ticket_and_one_person(ticket, bob):
    """With the number of another ticket before it the signature does not fit."""
    theirs = answering(ticket).replace(f"+r{ticket.pk}-", f"+r{ticket.pk + 1}-")
    taken(letter("Bob <bob@example.com>", to=theirs), to=SUPPORT)
    assert len(said_in(ticket)) == 1


def test_a_colleague_who_answers_to_all_does_not_speak_in_her_name(ticket, kim):
    mail = taken(letter("Her Boss <boss@example.com>", to=answering(ticket), text="Refund me."))
    assert state_and_reason(mail) == ("held", "other_address")
    assert "Refund me." not in said_in(ticket)


def test_staff_may_say_that_it_is_hers(ticket, kim, alice):
    mail = taken(letter("Alice <alice@work.example>", to=answering(ticket), text="From my desk."))
    perform(mail, MailFlow.admit, actor=kim, data={"customer": alice.pk}, via=Door.CONSOLE)
    assert taken(letter("Alice <alice@work.example>", to=answering(ticket), text="From my desk."))
    assert said_in(ticket)[-1] == "From my desk."


def test_a_customer_may_not(ticket, alice):
    mail = taken(letter("Mallory <m@example.com>", to=answering(ticket)))
    with pytest.raises(NotFound):
        perform(mail, MailFlow.admit, actor=alice, data={}, via=Door.CONSOLE)


def test_what_comes_too_late_becomes_a_new_ticket_that_is_linked(ticket, kim, alice, later):
    act(ticket, TicketFlow.close, alice)
    with later(days=60):
        mail = taken(letter(to=answering(ticket), text="Again!"))
    made = mail.filed.ticket
    assert made != ticket and made.follow_up_of == ticket and said_in(made) == ["Again!"]


def test_nobody_answers_for_an_account_that_is_closed(ticket, alice):
    alice.is_active = False
    alice.save()
    assert state_and_reason(taken(letter(to=answering(ticket)))) == ("dropped", "gone")


def test_one_longer_than_a_message_comes_as_a_file_too(ticket):
    mail = taken(letter(to=answering(ticket), text="word " * 3000))
    assert mail.filed.message.text.endswith("The whole text is in the file message.txt.")
    assert [file.name for file in mail.filed.message.files.all()] == ["message.txt"]


def test_what_cannot_be_read_fails_and_is_tried_again(ticket, kim, own_store):
    mail = hand(letter(to=answering(ticket), text="At last."))
    (file,) = own_store.rglob("*.eml")
    hidden = file.rename(file.with_suffix(".away"))
    run_owed_effects()
    mail = IncomingMail.objects.get(pk=mail.pk)
    assert state_and_reason(mail) == ("failed", "broken") and "FileNotFoundError" in mail.remark
    hidden.rename(file)
    perform(mail, MailFlow.retry, actor=kim, via=Door.CONSOLE)
    run_owed_effects()
    assert said_in(ticket)[-1] == "At last."


def test_questions_come_from_customers_we_know(desk, kim, alice):
    mail = taken(letter(text="It drips.\n\n> quoted", subject="Re: Fwd: [T-000009] My tap"))
    made = mail.filed.ticket
    assert (made.subject, made.customer, made.source) == ("My tap", alice, "email")
    assert made.agent == kim and said_in(made) == ["It drips.\n\n> quoted"]


def test_nothing_is_answered_by_itself(desk, kim, alice, told):
    taken(letter())
    assert [each.to for each in told()] == []


@pytest.mark.parametrize("wanted", ["hold", "drop", "take"])
def test_what_becomes_of_strangers_is_decided_in_the_console(desk, kim, wanted, told):
    MailboxPolicy(strangers=wanted).save()
    mail = taken(letter("Nina New <nina@elsewhere.example>"))
    expected = {
        "hold": ("held", "stranger"),
        "drop": ("dropped", "stranger"),
        "take": ("taken", ""),
    }
    assert state_and_reason(mail) == expected[wanted]
    if wanted == "take":
        nina = mail.filed.ticket.customer
        assert nina.name == "Nina New" and not nina.has_usable_password()
    else:
        assert not Ticket.objects.exists()
    assert told() == []


def test_one_who_works_here_is_no_customer(desk, kim):
    assert state_and_reason(taken(letter("Kim <kim@example.com>"))) == ("held", "colleague")


def test_a_stranger_that_staff_let_in_is_a_new_customer(desk, kim):
    mail = taken(letter("Nina New <nina@elsewhere.example>"))
    perform(mail, MailFlow.admit, actor=kim, data={"customer": ""}, via=Door.CONSOLE)
    mail = taken(letter("Nina New <nina@elsewhere.example>"))
    assert mail.state == "taken" and mail.filed.ticket.customer.email == "nina@elsewhere.example"


def test_who_is_let_in_twice_is_one_person(desk, kim):
    for number in (1, 2):
        words = letter("Nina <nina@elsewhere.example>", message_id=f"<n{number}@elsewhere.example>")
        mail = taken(words)
        if number == 1:
            perform(mail, MailFlow.admit, actor=kim, data={"customer": ""}, via=Door.CONSOLE)
        assert taken(words).state == "taken"
    assert Ticket.objects.values("customer").distinct().count() == 1


def test_left_lying_for_hours_it_is_shown(ticket, later):
    hand(letter(to=answering(ticket)))
    assert show_what_lies() == 0
    with later(hours=4):
        assert show_what_lies() == 1
    assert state_and_reason(IncomingMail.objects.get()) == ("failed", "late")


def test_originals_are_deleted_when_they_are_needed_no_more(ticket, own_store, later):
    taken(letter(to=answering(ticket), text="Kept in the thread."))
    assert clear_originals() == 0 and list(own_store.rglob("*.eml"))
    with later(days=31):
        assert clear_originals() == 1
    assert not list(own_store.rglob("*.eml")) and IncomingMail.objects.get().raw == ""
    assert said_in(ticket)[-1] == "Kept in the thread."


def test_two_people_of_one_name_stay_two(ticket, bob):
    make_person("Alicia")
    mail = taken(letter("Alice <bob@example.com>", text="I am Bob."))
    assert mail.filed.ticket.customer == bob
