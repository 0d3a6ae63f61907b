from __future__ import annotations

from django import forms
from django.contrib.auth import get_user_model

from addons.base.workflow import Arguments


class BeginArguments(Arguments):
    record_type = forms.CharField(max_length=100)
    record_id = forms.CharField(max_length=64)


class JoinArguments(Arguments):
    person = forms.ModelChoiceField(get_user_model()._default_manager.all())


class CloseArguments(Arguments):
    readable_until = forms.DateTimeField(required=False)
