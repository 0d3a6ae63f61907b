"""What the transitions of a consultation ask."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from addons.base import clock
from addons.base.predicates import is_staff
from addons.base.surfaces.fields import Stars
from addons.base.workflow import Arguments, RecordChoice, System
from addons.catalog.models import ServiceCategory

if TYPE_CHECKING:
    from .models import Consultation

WRONG_STARS = dict.fromkeys(
    ("invalid", "min_value", "max_value"), _("Give a whole number of stars from 1 to 5.")
)
MOMENT = forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


class LaterField(forms.DateTimeField):
    widget = MOMENT

    def clean(self, value: Any) -> Any:
        at: datetime | None = super().clean(value)
        if at is not None and at <= clock.now():
            raise forms.ValidationError(_("This time is past. Choose a later one."))
        return at


class RequestArguments(Arguments):
    provider = RecordChoice("providers.Provider", among="verified", label=_("Consultant"))
    category = forms.ModelChoiceField(
        ServiceCategory.objects.filter(kind=ServiceCategory.Kind.CONSULTATION),
        to_field_name="slug",
        required=False,
        label=_("About"),
        help_text=_("Leave empty for what they mainly talk about."),
    )
    ends_at = LaterField(
        label=_("End at"),
        required=False,
        help_text=_("Leave empty and it goes on until one of you ends it."),
    )


class ReasonArguments(Arguments):
    reason = forms.CharField(
        label=_("Why"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class EndArguments(Arguments):
    if TYPE_CHECKING:
        record: Consultation | None

    note = forms.CharField(
        label=_("Note"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.is_from_staff:
            self.fields["note"].help_text = _("Say why: both sides and the history will show it.")
        else:
            self.fields["note"].widget = forms.HiddenInput()

    @property
    def is_from_staff(self) -> bool:
        """Whether somebody ends what is not their own talk."""
        actor, record = self.actor, self.record
        if actor is None or record is None or isinstance(actor, System):
            return False
        return bool(is_staff.test(actor)) and actor.pk not in record.parties

    @property
    def facts(self) -> list[dict[str, Any]]:
        """What it comes to if it ends now, for the dialog."""
        return self.record.facts_for(self.actor) if self.record is not None else []

    @property
    def submit(self) -> str:
        """Red, and with the price for who pays it."""
        return self.record.submit_for(self.actor) if self.record is not None else ""

    def clean_note(self) -> str:
        note: str = self.cleaned_data["note"]
        if self.is_from_staff and not note.strip():
            raise forms.ValidationError(_("Say why you end it."))
        return note


class ScheduleEndArguments(Arguments):
    ends_at = LaterField(label=_("End at"))


class RateArguments(Arguments):
    stars = forms.IntegerField(
        label=_("Stars"), min_value=1, max_value=5, widget=Stars(), error_messages=WRONG_STARS
    )
    comment = forms.CharField(
        label=_("How was it?"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
