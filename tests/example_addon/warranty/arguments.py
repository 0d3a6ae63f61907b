from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from addons.base.workflow import Arguments


class ClaimArguments(Arguments):
    fault = forms.CharField(label=_("What is wrong again?"), max_length=200)
