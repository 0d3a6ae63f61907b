"""What the transitions of payments and repayments ask. Only machines ask most of it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.utils.translation import gettext_lazy as _

from addons.base import money
from addons.base.surfaces.fields import MoneyField
from addons.base.workflow import Arguments, RecordChoice
from addons.base.workflow.arguments import ActorField

from .methods import Method


class PersonChoice(ActorField, forms.ModelChoiceField):  # type: ignore[type-arg]
    """Anybody: who pays is not always seen by who writes it down."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=None, **kwargs)

    def bind(self, *, record: Any, actor: Any) -> None:
        self.queryset = get_user_model()._default_manager.all()


def amount_field() -> MoneyField:
    return MoneyField(label=_("Amount"), min_value=money.smallest())


class AskArguments(Arguments):
    payer = PersonChoice()
    amount = amount_field()
    method = forms.ChoiceField(choices=Method.choices)
    key = forms.CharField(max_length=200)
    text = forms.CharField(max_length=200, required=False)
    about_type = forms.CharField(max_length=100, required=False)
    about_id = forms.CharField(max_length=64, required=False)
    received_by = PersonChoice(required=False)
    back = forms.CharField(max_length=500, required=False)
    second_of = RecordChoice("payments.Payment", required=False)


class ReferenceArguments(Arguments):
    """What the gateway calls it."""

    reference = forms.CharField(max_length=200, required=False)


class ReasonArguments(Arguments):
    reason = forms.CharField(
        label=_("Why"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class OtherAmountArguments(Arguments):
    """What the gateway calls the money, and how much it says was paid, in which currency."""

    reference = forms.CharField(max_length=200, required=False)
    said = forms.CharField(max_length=60)


class GiveBackArguments(Arguments):
    amount = amount_field()
    key = forms.CharField(max_length=200)
    reason = forms.CharField(max_length=500)


class AmountArguments(Arguments):
    amount = amount_field()


class AskRepaymentArguments(Arguments):
    payment = RecordChoice("payments.Payment")
    amount = amount_field()
    key = forms.CharField(max_length=200)
    reason = forms.CharField(max_length=500)
