from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import F, Q, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from addons.base import money
from addons.base.faults import fault
from addons.base.models import Record
from addons.base.triggers import Refuse
from addons.base.workflow import Refused, State
from addons.ledger.models.fields import AmountField

from ..flow import InvoiceFlow
from ..querysets import InvoiceQuerySet
from ..states import CREDITED, ISSUED, PAID
from .kinds import InvoiceKind

FROZEN = (
    "key",
    "kind",
    "year",
    "sequence",
    "number",
    "customer_id",
    "about_type",
    "about_id",
    "issued_at",
    "issued_on",
    "category",
    "language",
    "currency",
    "seller",
    "lines",
    "annex",
    "subtotal",
    "tax",
    "total",
    "commission",
    "prepaid",
    "created_at",
)
TEXTS = ("kind", "about_type", "about_id", "category", "language", "seller", "lines", "annex")
CHANGED = " OR ".join(
    [f"NEW.{name} <> OLD.{name}" for name in FROZEN]
    + [
        f"COALESCE(NEW.{name}, 0) <> COALESCE(OLD.{name}, 0)"
        for name in ("provider_user_id", "corrects_id")
    ]
)


class Invoice(InvoiceFlow, Record):
    """An invoice or a credit note. What was issued never changes; only what is paid and credited."""

    key = models.CharField(_("key"), max_length=200, editable=False)
    kind = models.CharField(_("kind"), max_length=20, choices=InvoiceKind)
    year = models.PositiveSmallIntegerField(_("year"))
    sequence = models.PositiveIntegerField(_("number in the year"))
    number = models.CharField(_("number"), max_length=30)
    corrects = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        related_name="credit_notes",
        verbose_name=_("corrects"),
    )
    customer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("customer"), related_name="+"
    )
    # Who did the work; nobody where the house itself did.
    provider_user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        verbose_name=_("provider"),
        related_name="+",
    )
    # The record that it bills; empty where it bills none.
    about_type = models.CharField(max_length=100, blank=True, default="")
    about_id = models.CharField(max_length=64, blank=True, default="")
    # What kind of work it was, in the house's words, for figures.
    category = models.CharField(_("category"), max_length=100, blank=True, default="")
    issued_at = models.DateTimeField(_("issued"))
    issued_on = models.DateField(_("date"))
    language = models.CharField(_("language"), max_length=10)
    currency = models.CharField(_("currency"), max_length=3)
    seller = models.JSONField(_("seller"), default=dict)
    lines = models.JSONField(_("lines"), default=list)
    # What stands after the lines: [{"title", "columns", "rows"}].
    annex = models.JSONField(_("annex"), default=list)
    subtotal = AmountField(_("before tax"))
    tax = AmountField(_("tax"))
    total = AmountField(_("total"))
    commission = AmountField(_("commission"))
    prepaid = AmountField(_("paid when it was issued"), default=Decimal)

    paid = AmountField(_("paid"), default=Decimal)
    credited = AmountField(_("credited"), default=Decimal)
    refunded = AmountField(_("refunded"), default=Decimal)

    objects = InvoiceQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("invoice")
        verbose_name_plural = _("invoices")
        indexes = [
            models.Index(fields=["customer", "-id"], name="invoice_of_customer"),
            models.Index(fields=["provider_user", "-id"], name="invoice_of_provider"),
            models.Index(fields=["about_type", "about_id"], name="invoice_of_record"),
            models.Index(fields=["issued_on"], name="invoice_by_day"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["key"], name="invoice_once"),
            models.UniqueConstraint(fields=["number"], name="invoice_number_once"),
            models.UniqueConstraint(
                fields=["kind", "year", "sequence"], name="invoice_sequence_once"
            ),
            models.CheckConstraint(
                condition=Q(total=F("subtotal") + F("tax")), name="invoice_sums_up"
            ),
            models.CheckConstraint(
                condition=Q(paid__gte=0, paid__lte=F("total")), name="invoice_not_overpaid"
            ),
            models.CheckConstraint(
                condition=Q(credited__gte=0, credited__lte=F("total")),
                name="invoice_not_credited_twice",
            ),
            models.CheckConstraint(
                condition=Q(refunded__gte=0, refunded__lte=F("paid")),
                name="invoice_not_refunded_twice",
            ),
            Refuse(
                name="invoice_never_changes",
                moment="BEFORE UPDATE",
                condition=CHANGED,
                says="An issued invoice never changes: correct it by a credit note.",
            ),
            Refuse(
                name="invoice_stays",
                moment="BEFORE DELETE",
                says="An issued invoice is never deleted: correct it by a credit note.",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("billing:invoice", args=[self.pk])

    @property
    def is_credit_note(self) -> bool:
        return self.kind == InvoiceKind.CREDIT_NOTE

    @property
    def about_topic(self) -> str:
        """The topic of the record that it bills."""
        return f"{self.about_type}:{self.about_id}" if self.about_type else ""

    @property
    def open(self) -> Decimal:
        """What is still to be paid."""
        if self.is_credit_note:
            return Decimal(0)
        return max(self.total - self.credited - self.settled, Decimal(0))

    @property
    def settled(self) -> Decimal:
        """What was paid and not given back."""
        return self.paid - self.refunded

    @property
    def refundable(self) -> Decimal:
        """What could still be given back, less what is asked for already."""
        waiting = self.refunds.waiting().aggregate(sum=Sum("amount"))["sum"]
        return max(self.returnable - (waiting or Decimal(0)), Decimal(0))

    @property
    def returnable(self) -> Decimal:
        """What was paid, and neither given back nor credited already."""
        return min(self.settled, self.total - self.credited)

    # --- what the bodies of the flow do with it ----------------------------------------------

    def take_content(self, content: dict[str, Any]) -> None:
        """What it says from now on; amounts come as texts."""
        for name in TEXTS:
            setattr(self, name, content[name])
        for name in ("subtotal", "tax", "total", "commission", "prepaid"):
            setattr(self, name, Decimal(content[name]))
        self.corrects_id = content["corrects"]
        self.currency = money.currency()
        self.paid = self.prepaid

    def take_number(self, at: datetime) -> None:
        """The next of its series; from now until the commit others wait for theirs."""
        from ..numbers import next_number  # it reads the counter, which is a model

        number = next_number(self.kind, at)
        fault("billing:number-taken")
        self.year, self.sequence, self.number = number.year, number.sequence, str(number)
        self.issued_at = at
        self.issued_on = timezone.localdate(at, ZoneInfo(settings.TIME_ZONE))

    def take_payment(self, amount: Decimal) -> None:
        self.require_open(amount)
        self.paid += amount

    def require_open(self, amount: Decimal) -> None:
        if amount > self.open:
            words = {"open": money.display(self.open), "number": self.number}
            text = gettext("Only %(open)s of %(number)s is still to be paid.") % words
            raise Refused("too_much", text, field="amount", open=money.as_json(self.open))

    def take_back(self, amount: Decimal, *, refunded: Decimal) -> None:
        """So much is not owed any more, and so much of it was given back."""
        if self.is_credit_note:
            raise Refused("is_credit_note", gettext("A credit note is not credited itself."))
        if amount > self.total - self.credited:
            text = gettext("Not so much of this invoice is left to credit.")
            raise Refused("too_much", text, field="amount")
        if refunded > self.settled:
            text = gettext("Not so much was paid, or it was given back already.")
            raise Refused("too_much", text, field="amount")
        self.credited += amount
        self.refunded += refunded

    def standing(self) -> State:
        """The state that its sums say."""
        if self.is_credit_note:
            return ISSUED
        if self.credited and self.credited == self.total:
            return CREDITED
        return ISSUED if self.open else PAID
