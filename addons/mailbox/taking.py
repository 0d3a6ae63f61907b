"""What becomes of a mail that has been received; all of it in one transaction, once.

Called from the worker as often as it takes: a mail that is not `received` any more is left alone,
and whoever comes second by a hair is refused by the door, with all that they had begun.
"""

from __future__ import annotations

import logging
from typing import Any, Final

from django.core.files.base import ContentFile
from django.db import DatabaseError
from django.utils import translation
from django.utils.translation import gettext as _

from addons.base.events.failures import where
from addons.base.faults import fault
from addons.base.models import Attachment
from addons.base.uploads import inspect, keep
from addons.base.workflow import Conflict, Door, DoorError, System
from addons.base.workflow.doors import create, perform
from addons.base.workflow.unit import unit_of_work
from addons.chat import points as chat
from addons.chat.models import Message
from addons.notifications.models import Delivery
from addons.notifications.points import note_bounce
from addons.tickets import models as tickets
from addons.tickets.points import say, thread_of

from . import storing
from .extends.tickets_ticket import TicketByMail
from .flow import MailFlow
from .judging import Verdict, addressed, judged
from .models import IncomingMail
from .reading import Brought, Letter, parsed
from .reports import failure
from .states import RECEIVED, Reason

POST: Final = System("mailbox.post")
LONGEST_SUBJECT: Final = 200

logger = logging.getLogger(__name__)


def take(mail: IncomingMail) -> None:
    if mail.state != RECEIVED.key:
        return
    try:
        _take(mail, parsed(storing.read(mail)))
    except Conflict:
        logger.info("%s: somebody else was faster", mail.topic)
    except DoorError as refusal:
        _perform(mail, MailFlow.fail, why=Reason.REFUSED, remark=str(refusal)[:300])
    except DatabaseError:
        raise  # it is tried again
    except Exception as error:
        logger.exception("%s could not be taken", mail.topic)
        _perform(mail, MailFlow.fail, why=Reason.BROKEN, remark=where(error)[:300])


def _take(mail: IncomingMail, letter: Letter) -> None:
    to = addressed(mail, letter)
    if to.delivery is not None and not mail.admitted:
        _note_report(mail, letter, to.delivery)
        return
    verdict = judged(mail, letter)
    if verdict.drop is not None:
        _perform(mail, MailFlow.drop, why=verdict.drop)
    elif verdict.hold is not None or verdict.person is None:
        _perform(mail, MailFlow.hold, why=verdict.hold or Reason.STRANGER)
    else:
        _become_a_message(mail, letter, verdict)


def _note_report(mail: IncomingMail, letter: Letter, delivery: int) -> None:
    why = failure(letter)
    sent = Delivery.objects.filter(pk=delivery).select_related("event").first()
    if why is None or sent is None:
        _perform(mail, MailFlow.drop, why=Reason.NO_REPORT)
        return
    is_of_ticket = sent.event.record_type == tickets.Ticket._meta.label_lower
    about = int(sent.event.record_id) if is_of_ticket else None

    def work() -> None:
        note_bounce(delivery, why=why)
        _perform(mail, MailFlow.note_bounce, delivery=delivery, ticket=about, remark=why)

    unit_of_work(work)


def _become_a_message(mail: IncomingMail, letter: Letter, verdict: Verdict) -> None:
    person = verdict.person
    if person.pk is None:
        person = _make_customer(person)
    with translation.override(person.language):
        text = letter.answer if verdict.ticket is not None else letter.text
        files, left_out = _kept(letter, person)
        text = _whole(text, left_out, files, person)
    if not text and not files:
        _perform(mail, MailFlow.drop, why=Reason.EMPTY)
        return

    def work() -> None:
        if verdict.ticket is not None:
            message = _answer(verdict.ticket, person, text, files)
        else:
            message = _ask(mail, person, text, files)
        fault("mailbox:said")
        ticket = int(message.conversation.about_id)
        _perform(mail, MailFlow.take, ticket=ticket, message=message.pk, person=person.pk)

    unit_of_work(work)


def _answer(ticket: tickets.Ticket, person: Any, text: str, files: list[Attachment]) -> Message:
    thread = thread_of(ticket)
    assert thread is not None  # each ticket has one from its first moment
    return say(thread, actor=person, via=Door.MAIL, text=text, files=files)


def _ask(mail: IncomingMail, person: Any, text: str, files: list[Attachment]) -> Message:
    with translation.override(person.language):
        data = {
            "subject": mail.subject[:LONGEST_SUBJECT] or _("Your question"),
            "category": _category().slug,
            "description": text or _("See what is attached."),
            "attachments": [file.pk for file in files],
        }
    made = create(tickets.Ticket, actor=person, data=data, via=Door.MAIL)
    perform(made, TicketByMail.come_by_mail, actor=POST, via=Door.FOLLOW_UP)
    thread = thread_of(made)
    assert thread is not None
    first: Message = thread.messages.order_by("pk")[0]
    return first


def _category() -> tickets.TicketCategory:
    active = tickets.TicketCategory.objects.active()
    found = active.filter(slug="other").first() or active.order_by("order", "pk").last()
    if found is None:
        raise DoorError(_("There is no category for questions. Add one first."))
    return found  # type: ignore[no-any-return]


def _make_customer(person: Any) -> Any:
    """One row however often we come here: the address is unique."""
    people = type(person)._default_manager
    known = people.filter(email=person.email).first()
    return known or people.create_user(person.email, name=person.name)


def _kept(letter: Letter, person: Any) -> tuple[list[Attachment], list[str]]:
    """The files that we take, and the names of the others with the reason. Before the
    transaction: pictures are drawn anew."""
    files: list[Attachment] = []
    left_out: list[str] = []
    for brought in letter.files:
        if len(files) >= chat.MOST_FILES:
            only = _("only %(max)s files") % {"max": chat.MOST_FILES}
            left_out.append(f"{brought.name}: {only}")
            continue
        try:
            files.append(_file(brought, person))
        except DoorError as refusal:
            left_out.append(f"{brought.name}: {refusal}")
    return files, left_out


def _file(brought: Brought, person: Any) -> Attachment:
    return keep(inspect(ContentFile(brought.content)), name=brought.name, actor=person)


def _whole(text: str, left_out: list[str], files: list[Attachment], person: Any) -> str:
    """The text with what was left out named below. One too long for a message comes as a file."""
    below = ""
    if left_out:
        below = "\n\n" + "\n".join([_("Left out:"), *(f"– {each}" for each in left_out)])
    if len(text) + len(below) > chat.LONGEST:
        note = "\n\n" + _("The whole text is in the file message.txt.")
        below = note + below[: chat.LONGEST // 2]
        if len(files) == chat.MOST_FILES:
            files.pop()
        files.append(_file(Brought("message.txt", text.encode()), person))
        text = text[: chat.LONGEST - len(below)]
    return (text + below).strip()


def _perform(mail: IncomingMail, transition: Any, **data: Any) -> None:
    perform(mail, transition, actor=POST, data=data, via=Door.AUTOMATION)
