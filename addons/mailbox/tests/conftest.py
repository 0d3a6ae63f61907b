"""Alice writes mails about her ticket, and strangers do too; the people are the tickets' own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from django.core import mail as sent
from django.core.files.storage import FileSystemStorage

from addons.base.events.effects import run_owed_effects
from addons.mailbox import storing
from addons.mailbox.addresses import reply_address
from addons.mailbox.models import IncomingMail
from addons.mailbox.storing import Handed, keep
from addons.tickets.models import Ticket, TicketCategory
from addons.tickets.saying import thread_of
from addons.tickets.tests.conftest import alice, bob, desk, kim, later, lee, max_, ticket

__all__ = ["alice", "bob", "desk", "kim", "later", "lee", "max_", "ticket"]

SUPPORT = "support@example.com"


@pytest.fixture(autouse=True)
def own_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Mails lie in a folder of the test's own."""
    folder = tmp_path / "store"
    monkeypatch.setattr(storing, "store", lambda: FileSystemStorage(location=folder))
    return folder


@pytest.fixture(autouse=True)
def category(db: None) -> TicketCategory:
    made, _is_new = TicketCategory.objects.get_or_create(slug="other", defaults={"name": "Other"})
    return made


def letter(
    sender: str = "Alice <alice@example.com>",
    to: str = SUPPORT,
    text: str = "It drips again.",
    subject: str = "My tap",
    **headers: str,
) -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, to, subject
    mail["Message-ID"] = headers.pop("message_id", "<first@mail.example>")
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(text)
    return mail


def answering(ticket: Ticket) -> str:
    return reply_address(ticket=ticket.pk, person=ticket.customer_id)


def hand(
    mail: EmailMessage | bytes, *, to: str = "", return_path: str | None = None
) -> IncomingMail:
    """Hand it over as a mail server does, without taking it yet."""
    content = mail if isinstance(mail, bytes) else mail.as_bytes()
    if return_path is None:
        return_path = "alice@example.com"
    recipients = [to or (SUPPORT if isinstance(mail, bytes) else str(mail["To"]))]
    return keep(Handed(content, return_path, recipients))


def taken(mail: EmailMessage | bytes, **more: Any) -> IncomingMail:
    """What became of it after the worker came by."""
    found = hand(mail, **more)
    run_owed_effects()
    return IncomingMail.objects.get(pk=found.pk)


def said_in(ticket: Ticket) -> list[str]:
    thread = thread_of(ticket)
    assert thread is not None
    return list(thread.messages.order_by("pk").values_list("text", flat=True))


@pytest.fixture
def told() -> Iterator[Callable[[], list[Any]]]:
    """The mails that went out since the last call."""

    def told() -> list[Any]:
        run_owed_effects()
        letters = list(sent.outbox)
        sent.outbox.clear()
        return letters

    yield told
