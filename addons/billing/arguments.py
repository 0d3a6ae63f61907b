"""What the transitions of an invoice ask. Machines fill in most of them."""

from __future__ import annotations

from django import forms
from django.contrib.auth import get_user_model
from django.utils.translation import gettext_lazy as _

from addons.base.surfaces.fields import MoneyField
from addons.base.workflow import Arguments


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
