"""What a person asks who pays into their wallet: the same on the page and in the API."""

from __future__ import annotations

from decimal import ROUND_UP, Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from addons.base import money
from addons.base.policies import policy
from addons.base.surfaces.fields import MoneyField

from .models import PaymentPolicy

QUICK = (20, 50, 100, 200)


class TopUpForm(forms.Form):
    amount = MoneyField(label=_("Amount"), min_value=money.smallest())

    def clean_amount(self) -> Decimal:
        amount: Decimal = self.cleaned_data["amount"]
        smallest, largest = limits()
        if amount < smallest:
            text = _("Pay in at least %(amount)s.") % {"amount": money.display(smallest)}
            raise forms.ValidationError(text)
        if amount > largest:
            text = _("Pay in at most %(amount)s at once.") % {"amount": money.display(largest)}
            raise forms.ValidationError(text)
        return amount


class WalletForm(TopUpForm):
    """On the page: with where the person wants to go on afterwards."""

    next = forms.CharField(required=False, widget=forms.HiddenInput())

    def clean_next(self) -> str:
        return local_path(self.cleaned_data["next"])


def limits() -> tuple[Decimal, Decimal]:
    """The smallest and the largest top-up."""
    now = policy(PaymentPolicy)
    return now.smallest_top_up, now.largest_top_up


def quick_amounts() -> list[Decimal]:
    """Round amounts to choose from."""
    smallest, largest = limits()
    return [amount for n in QUICK if (amount := money.round_money(smallest * n)) <= largest]


def needed(text: Any) -> Decimal | None:
    """The amount that is missing, as another page wrote it into the address; None if it is none."""
    try:
        amount = Decimal(str(text)).quantize(money.smallest(), rounding=ROUND_UP)
    except InvalidOperation:
        return None
    if not amount.is_finite() or amount <= 0:
        return None
    smallest, largest = limits()
    return money.round_money(min(max(amount, smallest), largest))


def local_path(text: str) -> str:
    """The address if it is a page of this site, else nothing."""
    is_path = text.startswith("/") and len(text) <= 500
    return text if is_path and url_has_allowed_host_and_scheme(text, allowed_hosts=None) else ""
