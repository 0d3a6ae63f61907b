"""What the transitions of an incoming mail ask."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from addons.base.workflow import Arguments, RecordChoice

from .states import Reason


class ReceiveArguments(Arguments):
    digest = forms.CharField(max_length=64)
    raw = forms.CharField(max_length=200)
    size = forms.IntegerField()
    message_id = forms.CharField(max_length=255, required=False)
    sender = forms.CharField(max_length=254, required=False)
    sender_name = forms.CharField(max_length=150, required=False)
    return_path = forms.CharField(max_length=254, required=False)
    recipients = forms.JSONField()
    subject = forms.CharField(max_length=200, required=False)


class TakeArguments(Arguments):
    """The ticket and the message that it became."""

    ticket = forms.IntegerField()
    message = forms.IntegerField()
    person = forms.IntegerField()


class BounceArguments(Arguments):
    """The mail of ours that came back, and the ticket that it was about."""

    delivery = forms.IntegerField()
    ticket = forms.IntegerField(required=False)
    remark = forms.CharField(max_length=300, required=False)


class WhyArguments(Arguments):
    why = forms.ChoiceField(choices=Reason.choices)
    remark = forms.CharField(max_length=300, required=False)


class AdmitArguments(Arguments):
    customer = RecordChoice(
        "accounts.User",
        among="customers",
        required=False,
        label=_("Whose it is"),
        help_text=_("Leave it empty for whoever has the sender's address, or for a new customer."),
    )


class LeaveArguments(Arguments):
    reason = forms.CharField(
        label=_("Why"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
