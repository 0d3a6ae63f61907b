from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from addons.base.workflow import Arguments, RecordChoice


class PackArguments(Arguments):
    title = forms.CharField(label=_("What is in it"), max_length=100)
    weight = forms.DecimalField(
        label=_("Weight in kg"), max_digits=6, decimal_places=2, min_value=0
    )
    fragile = forms.BooleanField(label=_("Fragile"), required=False, initial=False)


class ReturnArguments(Arguments):
    reason = forms.CharField(label=_("Why"), max_length=500)


class DrawArguments(Arguments):
    parcel = RecordChoice("dummy.Parcel", label=_("Parcel"))


class RemarkArguments(Arguments):
    remark = forms.CharField(label=_("Remark"), max_length=100)
