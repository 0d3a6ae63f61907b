from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from addons.base.workflow import Arguments

LARGEST_RADIUS_KM = 100


class ApplyArguments(Arguments):
    display_name = forms.CharField(label=_("Name customers see"), max_length=100)
    bio = forms.CharField(
        label=_("About you"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    latitude = forms.FloatField(label=_("Latitude"), min_value=-90, max_value=90)
    longitude = forms.FloatField(label=_("Longitude"), min_value=-180, max_value=180)
    radius_km = forms.FloatField(
        label=_("How far you go, in km"),
        min_value=0.1,
        max_value=LARGEST_RADIUS_KM,
        required=False,
        initial=10,
    )


class SuspendArguments(Arguments):
    reason = forms.CharField(
        label=_("Why"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )
