"""In the console: what came in, whose it may be, and a ticket's mails on its page."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from django.utils.translation import gettext_lazy as _

from addons.base.points import RECORD_PANELS, in_console
from addons.base.surfaces.console import (
    Choice,
    Facts,
    Flag,
    Menu,
    Moment,
    Number,
    OperableViewSet,
    RecordPanel,
    Value,
    View,
    Words,
)
from addons.base.surfaces.console.sites import record_url
from addons.notifications.models import Delivery
from addons.notifications.points import EMAIL, NOTICES
from addons.tickets.models import Ticket

from . import storing
from .models import IncomingMail
from .querysets import works
from .reading import parsed
from .states import Reason

SHOWN = 20
LONGEST = 8000


def ticket_of(mail: IncomingMail) -> Ticket | None:
    with suppress(IncomingMail.filed.RelatedObjectDoesNotExist):  # type: ignore[attr-defined]
        found: Ticket | None = mail.filed.ticket
        return found
    return None


TICKET = Value("filed", _("Ticket"), read=ticket_of, sort="filed__ticket", joins=("filed__ticket",))


@in_console
class MailViewSet(OperableViewSet):
    model = IncomingMail
    menu = Menu(
        group="support",
        order=40,
        icon="mail",
        label=_("Incoming mails"),
        permission="mailbox.watch_mail",
        badge="to_look_at",
    )
    columns = (
        "sender",
        Words("subject"),
        Choice("reason", _("Why")),
        TICKET,
        Moment("created_at", _("Received")),
    )
    filters = ("reason", "created_at")
    search = ("sender", "sender_name", "subject")
    views = (
        View(
            name="to_look_at",
            label=_("Waits for a look"),
            among="to_look_at",
            needs="mailbox.work_mail",
            empty=_("Every mail stands where it belongs."),
        ),
    )
    card = ("sender", "subject", Choice("reason", _("Why")))
    facts = (
        Facts(
            _("What came in"),
            (
                "sender",
                "sender_name",
                "subject",
                Number("size", _("Bytes")),
                Moment("created_at", _("Received")),
            ),
            icon="mail",
        ),
        Facts(
            _("What became of it"),
            (
                TICKET,
                Value("person", _("Whose it is"), empty=_("Not known")),
                Choice("reason", _("Why")),
                "remark",
                Flag("admitted", _("Let in by hand")),
            ),
            icon="bi-check-lg",
        ),
    )


def words_shown(mail: IncomingMail, actor: Any) -> dict[str, Any]:
    """What it says, as text alone. One that cannot be read says nothing."""
    text, files = "", []
    if mail.raw:
        with suppress(Exception):
            letter = parsed(storing.read(mail))
            text = letter.text[:LONGEST]
            files = [(each.name, len(each.content)) for each in letter.files]
    return {"text": text, "files": files, "is_deleted": not mail.raw, "to": mail.recipients}


def mails_shown(ticket: Ticket, actor: Any) -> dict[str, Any] | None:
    """Both ways: what went out and whether it arrived, and what came in."""
    if not works(actor):
        return None
    sent = Delivery.objects.filter(
        channel=EMAIL, event__record_type=ticket.record_type, event__record_id=str(ticket.pk)
    )
    sent = sent.exclude(state=Delivery.State.UNREACHABLE).select_related("user").order_by("-pk")
    rows = [_sent(each) for each in sent[:SHOWN]]
    came = IncomingMail.objects.of_ticket(ticket).filter(filed__delivery=None).order_by("-pk")
    rows += [_came(each, actor) for each in came[:SHOWN]]
    rows.sort(key=lambda row: row["at"], reverse=True)
    return {"rows": rows[:SHOWN]} if rows else None


def _sent(each: Delivery) -> dict[str, Any]:
    notice = str(NOTICES[each.notice].title) if each.notice in NOTICES else each.notice
    return {
        "at": each.created_at,
        "is_incoming": False,
        "what": notice,
        "who": each.user,
        "state": each.get_state_display(),
        "remark": each.error if each.has_come_back else "",
        "is_bad": each.is_lost,
        "url": "",
    }


def _came(mail: IncomingMail, actor: Any) -> dict[str, Any]:
    return {
        "at": mail.created_at,
        "is_incoming": True,
        "what": mail.subject or str(mail),
        "who": mail.sender,
        "state": mail.state_label,
        "remark": str(Reason(mail.reason).label) if mail.reason else "",
        "is_bad": False,
        "url": record_url(mail, actor),
    }


RECORD_PANELS.register(
    RecordPanel(
        model="mailbox.IncomingMail",
        label=_("What it says"),
        template="mailbox/console/words.html",
        context=words_shown,
        icon="mail",
        order=10,
    )
)
RECORD_PANELS.register(
    RecordPanel(
        model="tickets.Ticket",
        label=_("E-mail"),
        template="mailbox/console/mails.html",
        context=mails_shown,
        icon="mail",
        order=25,
    )
)
