from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from addons.base.models import Record

from ..flow import MailFlow
from ..querysets import MailQuerySet
from ..states import Reason

ERASED = {
    "message_id": "",
    "sender": "",
    "sender_name": "",
    "return_path": "",
    "recipients": [],
    "subject": "",
    "raw": "",
    "remark": "",
}


class IncomingMail(MailFlow, Record):
    """A mail that a mail server handed over, and what became of it."""

    # Of Message-ID and content: the same mail handed over again is the same record.
    digest = models.CharField(max_length=64, unique=True, editable=False)
    message_id = models.CharField(max_length=255, blank=True)
    # What it says of itself; whether that is believed is decided in judging.py.
    sender = models.CharField(_("from"), max_length=254, blank=True)
    sender_name = models.CharField(_("sender's name"), max_length=150, blank=True)
    # Where it came from on the way; empty for reports of machines.
    return_path = models.CharField(max_length=254, blank=True)
    recipients = models.JSONField(_("to"), default=list)
    subject = models.CharField(_("subject"), max_length=200, blank=True)
    size = models.PositiveIntegerField(_("bytes"), default=0)
    # Its name in the private store; empty once it is deleted.
    raw = models.CharField(max_length=200, blank=True)
    reason = models.CharField(_("why"), max_length=15, choices=Reason, blank=True)
    remark = models.CharField(_("remark"), max_length=300, blank=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("whose it is"),
        null=True,
        blank=True,
        related_name="+",
    )
    # Somebody here has looked at it and said that it is a customer's.
    admitted = models.BooleanField(_("let in by hand"), default=False)

    objects = MailQuerySet.as_manager()

    class Meta:
        verbose_name = _("incoming mail")
        verbose_name_plural = _("incoming mails")
        indexes = [
            models.Index(fields=["sender", "created_at"], name="mail_from_sender"),
            models.Index(fields=["state", "state_since"], name="mail_by_state"),
        ]

    named_by = ()

    def __str__(self) -> str:
        return f"M-{self.pk or 0:06d}"

    # --- what the bodies of the flow do with it ----------------------------------------------

    def file(self, **where: int | None) -> None:
        filed = {f"{name}_id" if name != "delivery" else name: key for name, key in where.items()}
        FiledMail.objects.create(mail=self, **filed)

    def blank(self) -> None:
        for name, nothing in ERASED.items():
            setattr(self, name, nothing)


class FiledMail(models.Model):
    """Where a mail went: the message that it became, or the mail of ours that it brought back."""

    mail = models.OneToOneField(IncomingMail, models.CASCADE, related_name="filed")
    ticket = models.ForeignKey(
        "tickets.Ticket", models.PROTECT, null=True, related_name="filed_mails"
    )
    # Messages are deleted when their time is over.
    message = models.ForeignKey("chat.Message", models.SET_NULL, null=True, related_name="+")
    # No foreign key: the log of what was sent forgets people.
    delivery = models.BigIntegerField(null=True, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["message"], name="message_of_one_mail"),
        ]

    def __str__(self) -> str:
        return f"{self.mail_id} in {self.ticket_id}"
