"""What the transitions of an appointment ask."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from addons.base.workflow import Arguments, RecordChoice, System
from addons.catalog.models import ServiceCategory

from .lengths import LENGTHS, is_on_the_quarter
from .states import Obstacle

if TYPE_CHECKING:
    from .models import Appointment

MOMENT = forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


class StartField(forms.DateTimeField):
    """A full quarter hour; whether it is free is the record's to say."""

    widget = MOMENT

    def clean(self, value: Any) -> Any:
        at: datetime | None = super().clean(value)
        if at is not None and not is_on_the_quarter(at):
            raise forms.ValidationError(_("Choose a full quarter hour, such as 10:15."))
        return at


class MinutesField(forms.IntegerField):
    widget = forms.Select(choices=[(each, _("%(n)s minutes") % {"n": each}) for each in LENGTHS])

    def clean(self, value: Any) -> Any:
        minutes: int | None = super().clean(value)
        if minutes is not None and minutes not in LENGTHS:
            raise forms.ValidationError(_("Choose 15, 30, 45 or 60 minutes."))
        return minutes


class BookArguments(Arguments):
    provider = RecordChoice("providers.Provider", among="verified", label=_("Consultant"))
    category = forms.ModelChoiceField(
        ServiceCategory.objects.filter(kind=ServiceCategory.Kind.CONSULTATION),
        to_field_name="slug",
        required=False,
        label=_("About"),
        help_text=_("Leave empty for what they mainly talk about."),
    )
    starts_at = StartField(label=_("When"))
    minutes = MinutesField(
        label=_("How long"), required=False, help_text=_("Leave empty for the usual length.")
    )
    note = forms.CharField(
        label=_("What do you want to talk about?"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("The consultant reads it before you talk."),
    )


class MoveArguments(Arguments):
    starts_at = StartField(label=_("When"))


class CancelArguments(Arguments):
    if TYPE_CHECKING:
        record: Appointment | None

    reason = forms.CharField(
        label=_("Why"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.has_to_say_why:
            self.fields["reason"].help_text = _("The customer reads it.")

    @property
    def has_to_say_why(self) -> bool:
        """Everybody but the customer, whose own it is."""
        actor, record = self.actor, self.record
        if actor is None or record is None or isinstance(actor, System):
            return False
        return bool(actor.pk != record.customer_id)

    def clean_reason(self) -> str:
        reason: str = self.cleaned_data["reason"]
        if self.has_to_say_why and not reason.strip():
            raise forms.ValidationError(_("Say why: the customer reads it."))
        return reason


class ObstacleArguments(Arguments):
    obstacle = forms.ChoiceField(choices=Obstacle.choices)
