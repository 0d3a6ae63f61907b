from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from addons.base import clock

from ..kinds import TRANSFER_KINDS
from ..querysets import PostingQuerySet, TransferQuerySet
from ..triggers import Refuse
from .account import Account
from .fields import AmountField, title_of

UNBALANCED = "COALESCE((SELECT SUM(amount) FROM ledger_posting WHERE transfer_id = NEW.id), 1) <> 0"
CLOSED = "EXISTS (SELECT 1 FROM ledger_transfer WHERE id = NEW.transfer_id)"


class Transfer(models.Model):
    """Money that moved, once. Its postings are written first; its own row closes them.

    `actor_id` is a bare user id: the books outlive the account. `text` names nobody.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.CharField(_("key"), max_length=200)
    kind = models.CharField(_("kind"), max_length=50)
    record_type = models.CharField(max_length=100, blank=True, default="")
    record_id = models.CharField(max_length=64, blank=True, default="")
    actor_id = models.BigIntegerField(null=True)
    system_name = models.CharField(max_length=100, blank=True, default="")
    text = models.CharField(_("text"), max_length=200, blank=True, default="")
    reverses = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        related_name="reversed_by",
        verbose_name=_("reverses"),
    )
    at = models.DateTimeField(_("when"), default=clock.now)

    objects = TransferQuerySet.as_manager()

    class Meta:
        verbose_name = _("transfer")
        verbose_name_plural = _("transfers")
        indexes = [
            models.Index(fields=["-at", "id"], name="ledger_transfer_latest"),
            models.Index(fields=["record_type", "record_id"], name="ledger_transfer_of_record"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["key"], name="ledger_transfer_once"),
            Refuse(
                name="ledger_transfer_balances",
                moment="AFTER INSERT",
                condition=UNBALANCED,
                says="The postings of a transfer come before it and sum to zero.",
            ),
            Refuse(
                name="ledger_transfer_never_changes",
                moment="BEFORE UPDATE",
                says="A transfer is never changed: reverse it by another.",
            ),
            Refuse(
                name="ledger_transfer_stays",
                moment="BEFORE DELETE",
                says="A transfer is never deleted: reverse it by another.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind_label} · {self.key}"

    @property
    def kind_label(self) -> str:
        return str(TRANSFER_KINDS[self.kind]) if self.kind in TRANSFER_KINDS else self.kind

    @property
    def for_record(self) -> str:
        """The topic of the record that it is for."""
        return f"{self.record_type}:{self.record_id}" if self.record_type else ""

    @property
    def for_title(self) -> str:
        """The record that it is for, as people call it."""
        return title_of(self.record_type, self.record_id)


class Posting(models.Model):
    """One leg of a transfer: what an account got or gave, and what was on it then."""

    transfer = models.ForeignKey(Transfer, models.PROTECT, related_name="postings")
    account = models.ForeignKey(
        Account, models.PROTECT, related_name="postings", db_index=False, verbose_name=_("account")
    )
    amount = AmountField(_("amount"))
    balance = AmountField(_("balance"))

    objects = PostingQuerySet.as_manager()

    class Meta:
        verbose_name = _("posting")
        verbose_name_plural = _("postings")
        indexes = [models.Index(fields=["account", "id"], name="ledger_posting_in_order")]
        constraints = [
            models.CheckConstraint(condition=~Q(amount=0), name="ledger_posting_moves_something"),
            Refuse(
                name="ledger_posting_before_transfer",
                moment="BEFORE INSERT",
                condition=CLOSED,
                says="A transfer takes no further postings.",
            ),
            Refuse(
                name="ledger_posting_never_changes",
                moment="BEFORE UPDATE",
                says="A posting is never changed: reverse its transfer by another.",
            ),
            Refuse(
                name="ledger_posting_stays",
                moment="BEFORE DELETE",
                says="A posting is never deleted: reverse its transfer by another.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount} → {self.account_id}"
