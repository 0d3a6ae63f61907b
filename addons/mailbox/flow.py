"""The life of a mail that came in. How it is read and where it goes is in taking.py."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from addons.base.workflow import (
    ANY,
    MACHINE_DOORS,
    NEW,
    SAME,
    SYSTEM_ONLY,
    Door,
    Flow,
    Tone,
    transition,
)

from .arguments import (
    AdmitArguments,
    BounceArguments,
    LeaveArguments,
    ReceiveArguments,
    TakeArguments,
    WhyArguments,
)
from .states import DROPPED, FAILED, HELD, RECEIVED, SETTLED, TAKEN, Reason

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser

    from .models import IncomingMail

# There is no API of it: whose mail it is, is decided where it can be read.
STAFF_DOORS = {*MACHINE_DOORS, Door.CONSOLE}


class MailFlow(Flow):
    states = (RECEIVED, HELD, TAKEN, DROPPED, FAILED)
    override_permission = "mailbox.lead_mail"
    history_permission = "mailbox.watch_mail"

    @transition(
        source=NEW,
        target=RECEIVED,
        label=_("Receive"),
        permission=SYSTEM_ONLY,
        arguments=ReceiveArguments,
        doors={*MACHINE_DOORS, Door.MAIL},
    )
    def receive(
        self: IncomingMail,
        *,
        digest: str,
        raw: str,
        size: int,
        message_id: str,
        sender: str,
        sender_name: str,
        return_path: str,
        recipients: list[str],
        subject: str,
    ) -> None:
        """A mail server has handed it over; it is stored as it came."""
        self.digest, self.raw, self.size = digest, raw, size
        self.message_id, self.subject = message_id, subject
        self.sender, self.sender_name = sender, sender_name
        self.return_path, self.recipients = return_path, recipients

    @transition(
        source=RECEIVED,
        target=TAKEN,
        label=_("Take"),
        permission=SYSTEM_ONLY,
        arguments=TakeArguments,
        doors=MACHINE_DOORS,
        event="MAIL_TAKEN",
    )
    def take(self: IncomingMail, *, ticket: int, message: int, person: int) -> None:
        """It has become a message of a ticket."""
        self.person_id, self.reason, self.remark = person, "", ""
        self.file(ticket=ticket, message=message)

    @transition(
        source=RECEIVED,
        target=TAKEN,
        label=_("Note what came back"),
        permission=SYSTEM_ONLY,
        arguments=BounceArguments,
        doors=MACHINE_DOORS,
        event="MAIL_CAME_BACK",
    )
    def note_bounce(self: IncomingMail, *, delivery: int, ticket: int | None, remark: str) -> None:
        """It says that a mail of ours did not arrive."""
        self.reason, self.remark = "", remark
        self.file(ticket=ticket, delivery=delivery)

    @transition(
        source=RECEIVED,
        target=DROPPED,
        label=_("Drop"),
        permission=SYSTEM_ONLY,
        arguments=WhyArguments,
        doors=MACHINE_DOORS,
    )
    def drop(self: IncomingMail, *, why: str, remark: str) -> None:
        """Nobody has to answer it: a machine wrote it, or our own mail came back."""
        self.reason, self.remark = why, remark

    @transition(
        source=RECEIVED,
        target=HELD,
        label=_("Hold"),
        permission=SYSTEM_ONLY,
        arguments=WhyArguments,
        doors=MACHINE_DOORS,
    )
    def hold(self: IncomingMail, *, why: str, remark: str) -> None:
        """Somebody here has to say whose it is."""
        self.reason, self.remark = why, remark

    @transition(
        source=RECEIVED,
        target=FAILED,
        label=_("Fail"),
        permission=SYSTEM_ONLY,
        arguments=WhyArguments,
        doors=MACHINE_DOORS,
    )
    def fail(self: IncomingMail, *, why: str, remark: str) -> None:
        """It could not be taken; somebody here looks at it and tries again."""
        self.reason, self.remark = why, remark

    @transition(
        source=[HELD, DROPPED],
        target=RECEIVED,
        label=_("Take it"),
        icon="check-lg",
        primary=True,
        permission="mailbox.work_mail",
        arguments=AdmitArguments,
        doors=STAFF_DOORS,
        done=_("It is being taken."),
    )
    def admit(self: IncomingMail, *, customer: AbstractBaseUser | None) -> None:
        """It is a customer's after all: it goes to its ticket, or becomes a new one."""
        self.person, self.admitted = customer, True

    @transition(
        source=FAILED,
        target=RECEIVED,
        label=_("Try again"),
        icon="arrow-repeat",
        primary=True,
        permission="mailbox.work_mail",
        doors=STAFF_DOORS,
        done=_("It is being taken."),
    )
    def retry(self: IncomingMail) -> None:
        """Whatever was in the way is gone."""

    @transition(
        source=[HELD, FAILED],
        target=DROPPED,
        label=_("Leave it"),
        icon="x-lg",
        tone=Tone.DANGER,
        permission="mailbox.work_mail",
        arguments=LeaveArguments,
        doors=STAFF_DOORS,
        done=_("Nobody has to answer it."),
    )
    def leave(self: IncomingMail) -> None:
        """It is nothing that anybody has to answer."""
        self.reason, self.remark = Reason.BY_HAND, ""

    @transition(
        source=SETTLED,
        target=SAME,
        label=_("Delete what it said"),
        permission=SYSTEM_ONLY,
        doors=MACHINE_DOORS,
    )
    def clear(self: IncomingMail) -> None:
        """It was settled long ago; the mail as it came is needed no more."""
        self.raw = ""

    @transition(
        source=ANY,
        target=SAME,
        label=_("Forget its sender"),
        permission=SYSTEM_ONLY,
        doors=MACHINE_DOORS,
    )
    def forget(self: IncomingMail) -> None:
        """Its sender asked to be forgotten."""
        self.blank()
