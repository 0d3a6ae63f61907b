from __future__ import annotations

from django import forms

from addons.base.workflow import Arguments


class WrapArguments(Arguments):
    paper = forms.CharField()
