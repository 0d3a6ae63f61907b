from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from addons.base.workflow import Arguments


class BeginArguments(Arguments):
    title = forms.CharField(label=_("What is it about?"), max_length=100)


class FinishArguments(Arguments):
    result = forms.CharField(
        label=_("What came out of it?"), required=False, max_length=200, initial=""
    )
