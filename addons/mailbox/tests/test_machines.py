"""Machines get no answer and become no ticket; what came back is shown where it belongs."""

from __future__ import annotations

import pytest

from addons.mailbox.addresses import report_address, understood
from addons.mailbox.models import IncomingMail
from addons.mailbox.policies import MailboxPolicy
from addons.notifications.models import Delivery, Notification
from addons.tickets.models import Ticket
from addons.tickets.tests.conftest import write

from .conftest import SUPPORT, answering, letter, taken

pytestmark = pytest.mark.django_db

MACHINES = {
    "an absence": {"Auto-Submitted": "auto-replied"},
    "a machine": {"Auto-Submitted": "auto-generated; type=x"},
    "a newsletter": {"Precedence": "bulk"},
    "a list": {"Precedence": "List"},
    "Exchange": {"X-Auto-Response-Suppress": "DR, OOF, AutoReply"},
}


@pytest.mark.parametrize("headers", MACHINES.values(), ids=MACHINES)
def test_what_a_machine_wrote_is_left(ticket, headers):
    mail = taken(letter(to=answering(ticket), **headers))
    assert (mail.state, mail.reason) == ("dropped", "automatic")


def test_what_a_person_wrote_is_not(ticket):
    headers = {"Auto-Submitted": "no", "Precedence": "first-class"}
    assert taken(letter(to=answering(ticket), **headers)).state == "taken"


def test_a_mail_from_nowhere_is_a_machine_s(ticket):
    assert taken(letter(to=answering(ticket)), return_path="").reason == "automatic"


@pytest.mark.parametrize(
    ("sender", "message_id"),
    [(f"Us <{SUPPORT}>", "<x@y.example>"), ("Alice <alice@example.com>", "<notice-7@example.com>")],
)
def test_our_own_mails_do_not_go_round(desk, sender, message_id, alice):
    mail = taken(letter(sender, message_id=message_id))
    assert (mail.state, mail.reason) == ("dropped", "loop") and not Ticket.objects.exists()


def test_two_machines_that_answer_each_other_come_to_an_end(ticket):
    MailboxPolicy(most_an_hour=3).save()
    reasons = [
        taken(letter(to=answering(ticket), message_id=f"<{n}@loop.example>")).reason
        for n in range(5)
    ]
    assert reasons == ["", "", "", "too_many", "too_many"]


# --- reports of mails that came back -----------------------------------------------------------

REPORT = """\
From: MAILER-DAEMON@mx.example
To: {to}
Subject: Undelivered Mail Returned to Sender
Message-ID: <report@mx.example>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="x"

--x
Content-Type: text/plain

It did not work.

--x
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; alice@example.com
Action: {action}
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 No such user

--x--
"""


def report(to, action="failed"):
    return REPORT.format(to=to, action=action).encode()


@pytest.fixture
def delivery(ticket, kim, told):
    write(ticket, kim, "Which card was it?")
    told()
    return Delivery.objects.get(notice="tickets.answered", channel="email")


def test_a_mail_that_came_back_says_so_where_it_was_sent(delivery, ticket, kim, told):
    to = report_address(delivery=delivery.pk)
    mail = taken(report(to), to=to, return_path="")
    delivery.refresh_from_db()
    assert (mail.state, delivery.state) == ("taken", "bounced")
    assert "No such user" in delivery.error and mail.filed.ticket == ticket
    told()
    line = Notification.objects.get(kind="mailbox.came_back")
    assert line.user == kim and "No such user" in line.text


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed"])
def test_less_than_that_is_left(delivery, action):
    to = report_address(delivery=delivery.pk)
    mail = taken(report(to, action), to=to, return_path="")
    delivery.refresh_from_db()
    assert (mail.state, mail.reason, delivery.state) == ("dropped", "no_report", "sent")


def test_nobody_can_make_up_a_report(delivery):
    local, _at, domain = report_address(delivery=delivery.pk).partition("@")
    assert understood(f"{local[:-3]}aaa@{domain}") is None
    taken(report(SUPPORT), to=SUPPORT, return_path="")
    delivery.refresh_from_db()
    assert delivery.state == "sent"


def test_a_report_of_a_mail_we_do_not_know_is_left():
    to = report_address(delivery=987654)
    assert taken(report(to), to=to, return_path="").reason == "no_report"
    assert IncomingMail.objects.count() == 1
