"""Those at the desk see what came in, decide what is not clear, and see what became of mails."""

from __future__ import annotations

import pytest
from django.test import Client

from addons.base.points import PERSONAL
from addons.base.privacy import forget
from addons.mailbox.addresses import report_address
from addons.mailbox.models import IncomingMail
from addons.notifications.models import Delivery
from addons.tickets.tests.conftest import write

from .conftest import answering, letter, taken
from .test_machines import report

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(kim):
    client = Client()
    client.force_login(kim)

    def page(path):
        answer = client.get(f"/admin/{path}", follow=True)
        assert answer.status_code == 200, path
        return answer.content.decode()

    return page


def test_what_waits_for_a_look_is_listed_with_its_reason(page, desk):
    taken(letter("Nina New <nina@elsewhere.example>"))
    text = page("mailbox/incomingmail/?view=to_look_at")
    assert "nina@elsewhere.example" in text and "Nobody we know" in text


def test_its_page_shows_the_words_harmlessly_and_what_can_be_done(page, desk):
    mail = taken(letter("Nina <nina@elsewhere.example>", text="<script>alert(1)</script> Hello"))
    text = page(f"mailbox/incomingmail/{mail.pk}/")
    assert "&lt;script&gt;alert(1)&lt;/script&gt; Hello" in text and "Take it" in text


def test_a_ticket_shows_its_mails_both_ways_and_which_came_back(page, ticket, kim, told):
    write(ticket, kim, "Which one?")
    told()
    taken(letter(to=answering(ticket)))
    delivery = Delivery.objects.get(channel="email", notice="tickets.answered")
    to = report_address(delivery=delivery.pk)
    taken(report(to), to=to, return_path="")
    text = page(f"tickets/ticket/{ticket.pk}/")
    assert "Came back" in text and "No such user" in text and "My tap" in text


def test_a_customer_s_mails_are_given_out(ticket, alice):
    taken(letter(to=answering(ticket), subject="My tap"))
    (row,) = PERSONAL["mailbox.IncomingMail"].export(alice)
    assert row["subject"] == "My tap"


def test_who_is_forgotten_leaves_no_mail_behind(ticket, alice, own_store):
    mail = taken(letter(to=answering(ticket), subject="My tap"))
    forget(alice)
    mail = IncomingMail.objects.get(pk=mail.pk)
    assert (mail.sender, mail.subject, mail.raw) == ("", "", "")
    assert not list(own_store.rglob("*.eml"))
    assert not mail.history.exclude(sender="").exists()
