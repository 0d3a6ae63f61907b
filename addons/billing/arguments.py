"""What the transitions of invoices and refunds ask. Machines fill in some of them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.db import models
from django.utils.translation import gettext_lazy as _

from addons.base import money
from addons.base.surfaces.fields import MoneyField
from addons.base.workflow import Arguments, RecordChoice


class Way(models.TextChoices):
    """Where a refund goes."""

    WALLET = "wallet", _("Customer's wallet")
    CARD = "card", _("The card it was paid with")


class Bearer(models.TextChoices):
    """Who gives the money of a refund."""

    HOUSE = "house", _("We do, as goodwill")
    PROVIDER = "provider", _("The provider, out of earnings; we give our commission")


class AmountArguments(Arguments):
    """An amount that is all there is, unless less is given."""

    amount = MoneyField(label=_("Amount"))
    most = "open"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        left: Decimal | None = getattr(self.record, self.most, None)
        if left is not None:
            self.fields["amount"].initial = left
            text = _("At most %(left)s.") % {"left": money.display(left)}
            self.fields["amount"].help_text = text

    def clean_amount(self) -> Decimal:
        amount: Decimal = self.cleaned_data["amount"]
        if amount <= 0:
            raise forms.ValidationError(_("Give an amount above zero."))
        return amount


class IssueArguments(Arguments):
    key = forms.CharField(max_length=200)
    customer = forms.ModelChoiceField(get_user_model()._default_manager.all())
    provider_user = forms.ModelChoiceField(get_user_model()._default_manager.all(), required=False)
    content = forms.JSONField()
    reason = forms.CharField(max_length=500, required=False)


class ReceiveArguments(Arguments):
    key = forms.CharField(max_length=200)
    amount = MoneyField(label=_("Amount"))


class CreditArguments(Arguments):
    key = forms.CharField(max_length=200)
    amount = MoneyField(label=_("Amount"))
    refunded = MoneyField(required=False)
    reason = forms.CharField(max_length=500, required=False)


class RefundArguments(AmountArguments):
    to = forms.ChoiceField(label=_("Where to"), choices=Way.choices, initial=Way.WALLET)
    borne_by = forms.ChoiceField(label=_("Who bears it"), choices=Bearer.choices)
    reason = forms.CharField(
        label=_("Why (the customer reads it)"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    most = "refundable"


class AskRefundArguments(RefundArguments):
    invoice = RecordChoice("billing.Invoice")


class DeclineArguments(Arguments):
    reason = forms.CharField(
        label=_("Why not"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )
