from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from addons.base import clock, money

from ..kinds import ACCOUNT_KINDS
from ..querysets import AccountQuerySet
from ..triggers import Refuse
from .fields import AmountField


class Account(models.Model):
    """An account of a person or of the house; only `book.py` and `holds.py` move what is on it."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("owner"),
    )
    kind = models.CharField(_("kind"), max_length=50)
    currency = models.CharField(_("currency"), max_length=3, default=money.currency)
    balance = AmountField(_("balance"), default=Decimal)
    held = AmountField(_("held"), default=Decimal)
    # As its kind says; a column, because the database asks it.
    may_overdraw = models.BooleanField(_("may be below zero"))
    created_at = models.DateTimeField(_("opened"), default=clock.now)

    objects = AccountQuerySet.as_manager()

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "kind", "currency"],
                condition=Q(owner__isnull=False),
                name="ledger_account_once_per_person",
            ),
            models.UniqueConstraint(
                fields=["kind", "currency"],
                condition=Q(owner__isnull=True),
                name="ledger_account_once_for_house",
            ),
            models.CheckConstraint(
                condition=Q(may_overdraw=True) | Q(balance__gte=F("held")),
                name="ledger_available_not_negative",
            ),
            models.CheckConstraint(condition=Q(held__gte=0), name="ledger_held_not_negative"),
            Refuse(
                name="ledger_account_stays",
                moment="BEFORE DELETE",
                says="An account is never deleted.",
            ),
            Refuse(
                name="ledger_account_is_whose_it_is",
                moment="BEFORE UPDATE",
                condition="COALESCE(NEW.owner_id, 0) <> COALESCE(OLD.owner_id, 0) OR "
                "NEW.kind <> OLD.kind OR NEW.currency <> OLD.currency OR "
                "NEW.may_overdraw <> OLD.may_overdraw",
                says="An account keeps its owner, kind and currency.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind_label} · {self.owner_name}"

    @property
    def available(self) -> Decimal:
        """What can be spent."""
        return self.balance - self.held

    @property
    def kind_label(self) -> str:
        kind = ACCOUNT_KINDS.get(self.kind)
        return str(kind.label) if kind is not None else self.kind

    @property
    def owner_name(self) -> str:
        return str(_("House")) if self.owner is None else self.owner.get_full_name()
