from __future__ import annotations

from django import forms
from django.contrib.auth import get_user_model
from django.utils.translation import gettext_lazy as _

from addons.base.surfaces.fields import AttachmentsField
from addons.base.workflow import Arguments

LONGEST = 5000
MOST_FILES = 6


class BeginArguments(Arguments):
    record_type = forms.CharField(max_length=100)
    record_id = forms.CharField(max_length=64)


class JoinArguments(Arguments):
    person = forms.ModelChoiceField(get_user_model()._default_manager.all())


class CloseArguments(Arguments):
    readable_until = forms.DateTimeField(required=False)


class MessageArguments(Arguments):
    """What a person says, with what they send along."""

    text = forms.CharField(label=_("Message"), max_length=LONGEST, required=False, strip=False)
    attachments = AttachmentsField(
        required=False, label=_("Photos and files"), max_files=MOST_FILES
    )
    internal = forms.BooleanField(label=_("Internal"), required=False, initial=False)
