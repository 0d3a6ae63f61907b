"""What the transitions of an enquiry ask, beside those that tickets ask too."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from addons.base.surfaces.fields import AttachmentsField
from addons.base.workflow import Arguments, RecordChoice

from .arguments import LONGEST, area
from .choices import TicketOfCustomer
from .states import Priority


class BeginArguments(Arguments):
    """The first thing that a customer writes to us."""

    text = forms.CharField(label=_("Message"), max_length=LONGEST, widget=area())
    attachments = AttachmentsField(required=False, label=_("Photos and files"), max_files=6)


class ConvertArguments(Arguments):
    """A ticket from an enquiry."""

    subject = forms.CharField(label=_("What is it about?"), max_length=200)
    category = RecordChoice(
        "tickets.TicketCategory",
        among="active",
        to_field_name="slug",
        label=_("Category"),
        empty_label=_("Choose one"),
    )
    priority = forms.ChoiceField(
        label=_("How urgent is it?"),
        choices=Priority.choices,
        initial=Priority.MEDIUM.value,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.record is not None:
            self.fields["subject"].initial = self.record.opening  # type: ignore[attr-defined]

    def clean_priority(self) -> str:
        return self.cleaned_data["priority"] or Priority.MEDIUM.value


class LinkEnquiryArguments(Arguments):
    ticket = TicketOfCustomer("tickets.Ticket", label=_("Ticket"))
