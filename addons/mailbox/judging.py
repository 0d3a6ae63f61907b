"""Whether a mail is a person's at all, and whose.

Who writes to an answer's address must have been given it, and it names the ticket and the person.
The address travels with the mail, to whoever else reads it, so the sender's own address has to be
the person's as well: a colleague who answers to all does not speak in the customer's name. Either
alone is not enough, and somebody here decides.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final

from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model

from addons.base.policies import policy
from addons.tickets.models import Ticket

from .addresses import Addressed, support_address, understood
from .models import IncomingMail
from .policies import MailboxPolicy
from .reading import Letter
from .states import Reason, Stranger

BULK: Final = {"bulk", "junk", "list", "auto_reply"}
SUPPRESSES: Final = {"all", "oof", "autoreply"}


@dataclass(frozen=True)
class Verdict:
    """What to do with it: `drop` or `hold` with the reason, or take it as this person's."""

    drop: Reason | None = None
    hold: Reason | None = None
    person: Any = None
    ticket: Ticket | None = None


def addressed(mail: IncomingMail, letter: Letter) -> Addressed:
    """The most special of our addresses that it went to, on the envelope or in the head."""
    found = [each for to in [*mail.recipients, *letter.to] if (each := understood(to))]
    reports = (each for each in found if each.is_report)
    replies = (each for each in found if each.is_reply)
    return next(reports, None) or next(replies, None) or Addressed()


def by_a_machine(mail: IncomingMail, letter: Letter) -> Reason | None:
    """Whether nobody wrote it, or it would go round for ever."""
    local, domain = support_address()
    own_id = re.compile(rf"<(notice|ticket)-\d+@{re.escape(domain)}>")
    if own_id.fullmatch(mail.message_id) or mail.sender == f"{local}@{domain}":
        return Reason.LOOP
    automatic = letter.says("Auto-Submitted") or "no"
    suppressed = {each.strip() for each in letter.says("X-Auto-Response-Suppress").split(",")}
    if (
        not automatic.startswith("no")
        or letter.says("Precedence") in BULK
        or suppressed & SUPPRESSES
        or not mail.return_path
    ):
        return Reason.AUTOMATIC
    lately = IncomingMail.objects.lately_from(mail.sender)
    if lately.filter(pk__lt=mail.pk).count() >= policy(MailboxPolicy).most_an_hour:
        return Reason.TOO_MANY
    return None


def judged(mail: IncomingMail, letter: Letter) -> Verdict:
    to = addressed(mail, letter)
    if mail.admitted:
        return _by_hand(mail, to)
    if (machine := by_a_machine(mail, letter)) is not None:
        return Verdict(drop=machine)
    return _answer(mail, to) if to.is_reply else _question(mail)


def _by_hand(mail: IncomingMail, to: Addressed) -> Verdict:
    """Somebody here has said that it is a customer's: whose, or the sender's."""
    ticket = _ticket(to)
    person = mail.person or (ticket.customer if ticket is not None else owner_of(mail.sender))
    if person is not None and not person.is_active:
        return Verdict(drop=Reason.GONE)
    is_theirs = ticket is not None and person is not None and ticket.customer_id == person.pk
    return Verdict(person=person or stranger_of(mail), ticket=ticket if is_theirs else None)


def _answer(mail: IncomingMail, to: Addressed) -> Verdict:
    ticket = _ticket(to)
    if ticket is None or not ticket.customer.is_active:
        return Verdict(drop=Reason.GONE)
    if mail.sender not in addresses_of(ticket.customer):
        return Verdict(hold=Reason.OTHER_ADDRESS)
    return Verdict(person=ticket.customer, ticket=ticket)


def _question(mail: IncomingMail) -> Verdict:
    person = owner_of(mail.sender)
    if person is None:
        return _strange(mail)
    if not person.is_active:
        return Verdict(drop=Reason.GONE)
    return Verdict(hold=Reason.COLLEAGUE) if person.is_staff else Verdict(person=person)


def _strange(mail: IncomingMail) -> Verdict:
    wanted = policy(MailboxPolicy).strangers
    if wanted == Stranger.DROP:
        return Verdict(drop=Reason.STRANGER)
    if wanted == Stranger.TAKE and (person := stranger_of(mail)) is not None:
        return Verdict(person=person)
    return Verdict(hold=Reason.STRANGER)


def _ticket(to: Addressed) -> Ticket | None:
    """The address was given to the ticket's customer of then, who is it still."""
    if not to.is_reply:
        return None
    found: Ticket | None = (
        Ticket.objects.with_people().filter(pk=to.ticket, customer=to.person).first()
    )
    return found


def owner_of(address: str) -> Any:
    people = get_user_model()._default_manager
    return people.filter(email=address).first() if address else None


def stranger_of(mail: IncomingMail) -> Any:
    """Somebody new, not stored yet; a customer like one who phoned, without a password."""
    if not mail.sender:
        return None
    return get_user_model()(email=mail.sender, name=mail.sender_name or mail.sender)


def addresses_of(person: Any) -> set[str]:
    """Their own, and the further ones that they have confirmed."""
    confirmed = EmailAddress.objects.filter(user=person, verified=True)
    own = [person.email, *confirmed.values_list("email", flat=True)]
    return {each.lower() for each in own if each}
