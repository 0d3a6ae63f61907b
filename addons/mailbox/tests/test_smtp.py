"""Both ways over real SMTP on loopback."""

from __future__ import annotations

import asyncio
import smtplib
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from email import message_from_bytes, policy
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP
from django.db import connections

from addons.base import clock
from addons.base.events.effects import run_owed_effects
from addons.mailbox import receiving
from addons.mailbox.addresses import understood
from addons.mailbox.models import IncomingMail
from addons.notifications.models import Delivery
from addons.tickets.tests.conftest import write

from .conftest import SUPPORT, answering, letter, said_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def committed(transactional_db: None) -> None:
    """The server's threads have connections of their own."""


@contextmanager
def listening(make: Callable[[], Any]) -> Iterator[int]:
    """The server that `make` begins, in a thread with a loop of its own; its port."""
    loop, ready = asyncio.new_event_loop(), threading.Event()
    found: dict[str, Any] = {}

    async def run() -> None:
        found["end"] = asyncio.Event()
        server = await make()
        found["port"] = server.sockets[0].getsockname()[1]
        ready.set()
        await found["end"].wait()
        server.close()
        await asyncio.sleep(0)

    def work() -> None:
        try:
            loop.run_until_complete(run())
            loop.run_until_complete(loop.shutdown_default_executor())
        finally:
            loop.close()

    thread = threading.Thread(target=work)
    thread.start()
    assert ready.wait(10)
    try:
        yield found["port"]
    finally:
        loop.call_soon_threadsafe(found["end"].set)
        thread.join(10)


@pytest.fixture
def port(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    stored = receiving.stored

    def stored_and_left(handed: Any) -> bool:
        try:
            return stored(handed)
        finally:
            connections.close_all()

    monkeypatch.setattr(receiving, "stored", stored_and_left)
    with listening(lambda: receiving.listen("127.0.0.1", 0, receiving.Reception())) as number:
        yield number


@pytest.fixture
def client(port: int) -> Iterator[smtplib.SMTP]:
    client = smtplib.SMTP("127.0.0.1", port, timeout=20)
    yield client
    client.close()


def send(client: smtplib.SMTP, mail: Any, to: str, sender: str = "alice@example.com") -> None:
    client.sendmail(sender, [to], mail if isinstance(mail, bytes) else mail.as_bytes())


def test_what_is_taken_is_stored_and_lands_in_the_thread(ticket, client):
    send(client, letter(to=answering(ticket), text="By SMTP."), answering(ticket))
    mail = IncomingMail.objects.get()
    assert mail.state == "received" and mail.return_path == "alice@example.com"
    run_owed_effects()
    assert said_in(ticket)[-1] == "By SMTP."


def test_handed_over_twice_it_is_kept_once(ticket, client):
    for _ in range(2):
        send(client, letter(to=answering(ticket)), answering(ticket))
    assert IncomingMail.objects.count() == 1


@pytest.mark.parametrize(
    "address",
    ["somebody@example.com", "support@elsewhere.example", "support+r1-1-aaaa@example.com"],
)
def test_what_is_for_nobody_here_is_refused_for_good(client, address):
    with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
        send(client, letter(to=address), address)
    assert refused.value.recipients[address][0] == 550
    assert not IncomingMail.objects.exists()


def test_a_mail_of_twenty_megabytes_and_more_is_refused_before_it_is_sent(client):
    huge = letter()
    huge.add_attachment(b"\x00" * (20 << 20), maintype="application", subtype="x", filename="a.bin")
    with pytest.raises(smtplib.SMTPSenderRefused) as refused:
        send(client, huge, SUPPORT)
    assert refused.value.smtp_code == 552


def test_one_that_does_not_say_how_large_it_is_is_refused_all_the_same(client):
    client.ehlo()
    client.esmtp_features.pop("size")
    lines = (b"x" * 70 + b"\r\n") * (receiving.LARGEST_MAIL // 72 + 1)
    with pytest.raises(smtplib.SMTPDataError) as refused:
        send(client, b"Subject: x\r\n\r\n" + lines, SUPPORT)
    assert refused.value.smtp_code == 552 and not IncomingMail.objects.exists()


def test_what_we_cannot_store_now_makes_the_sender_come_again(
    client, ticket, monkeypatch, own_store
):
    own_store.write_text("a file where the folder should be")
    with pytest.raises(smtplib.SMTPDataError) as refused:
        send(client, letter(to=answering(ticket)), answering(ticket))
    assert refused.value.smtp_code == 451 and b"Error" not in refused.value.smtp_error
    own_store.unlink()
    send(client, letter(to=answering(ticket)), answering(ticket))
    assert IncomingMail.objects.count() == 1


def test_there_is_room_for_so_many_senders_and_no_more(port, monkeypatch):
    monkeypatch.setattr(receiving, "MOST_CONNECTIONS", 1)
    with smtplib.SMTP("127.0.0.1", port, timeout=20) as first:
        first.noop()
        with pytest.raises(smtplib.SMTPConnectError) as refused:
            smtplib.SMTP("127.0.0.1", port, timeout=20)
        assert refused.value.smtp_code == 421


def test_nobody_can_hand_a_mail_on_through_us(client):
    client.ehlo()
    assert client.docmd("MAIL FROM:<a@b.example>")[0] == 250
    assert client.docmd("RCPT TO:<victim@elsewhere.example>")[0] == 550
    assert client.docmd("DATA")[0] == 503
    assert not client.has_extn("auth")


# --- out -----------------------------------------------------------------------------------------


class Postman:
    """A mail server of somebody else: keeps what it takes, and refuses the first so many."""

    def __init__(self) -> None:
        self.refuses = 0
        self.got: list[tuple[str, Any]] = []

    async def handle_DATA(self, server: SMTP, session: Any, envelope: Any) -> str:
        if self.refuses:
            self.refuses -= 1
            return "451 4.7.1 Come again"
        mail = message_from_bytes(envelope.original_content, policy=policy.default)
        self.got.append((envelope.mail_from, mail))
        return "250 OK"


@pytest.fixture
def postman(settings: Any) -> Iterator[Postman]:
    postman = Postman()

    def make() -> Any:
        loop = asyncio.get_running_loop()
        return loop.create_server(lambda: SMTP(postman, hostname="mx", loop=loop), "127.0.0.1", 0)

    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    with listening(make) as number:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", number
        yield postman


@pytest.fixture
def answered(ticket: Any, kim: Any, postman: Postman) -> Callable[[str], tuple[str, Any]]:
    def answered(text: str) -> tuple[str, Any]:
        write(ticket, kim, text)
        run_owed_effects()
        return postman.got[-1]

    return answered


def test_an_answer_goes_out_with_an_address_that_takes_hers(answered, ticket, alice):
    return_path, mail = answered("Which card was it?")
    assert mail["To"] == alice.email and "Which card was it?" in mail.get_content()
    assert mail["Reply-To"] == answering(ticket)
    assert "You can answer this mail." in mail.get_content()
    to = understood(return_path)
    assert to is not None and to.delivery == Delivery.objects.get(channel="email").pk
    assert SUPPORT in mail["From"] and mail["Auto-Submitted"] == "auto-generated"


def test_all_mails_of_a_ticket_make_one_thread(answered, ticket):
    _path, first = answered("One")
    _path, second = answered("Two")
    assert first["References"] == second["References"] == f"<ticket-{ticket.pk}@example.com>"
    assert first["Subject"] == second["Subject"] == f"Re: [{ticket.number}] {ticket.subject}"
    assert first["Message-ID"] != second["Message-ID"]


def test_what_goes_out_answers_what_came_in(answered, ticket, client):
    send(client, letter(to=answering(ticket), message_id="<hers@mail.example>"), answering(ticket))
    run_owed_effects()
    _path, mail = answered("Thank you")
    assert mail["In-Reply-To"] == "<hers@mail.example>"
    assert mail["References"] == f"<ticket-{ticket.pk}@example.com> <hers@mail.example>"


def test_she_can_answer_what_she_got(answered, ticket, client):
    _path, mail = answered("Which card was it?")
    client.send_message(letter(to=str(mail["Reply-To"]), text="The blue one."), "alice@example.com")
    run_owed_effects()
    assert said_in(ticket)[-1] == "The blue one."


def test_refused_for_the_moment_it_goes_out_later_and_once(ticket, kim, postman):
    postman.refuses = 1
    write(ticket, kim, "Later")
    run_owed_effects()
    assert postman.got == []
    for minutes in (5, 60):
        with clock.travelled(timedelta(minutes=minutes)):
            run_owed_effects()
    assert len([mail for _path, mail in postman.got if "Later" in mail.get_content()]) == 1


def test_what_is_internal_never_goes_out(ticket, kim, postman):
    write(ticket, kim, "He shouts.", internal=True)
    run_owed_effects()
    assert not any("shouts" in mail.as_string() for _path, mail in postman.got)
