"""What the transitions of a series ask."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from addons.base import clock
from addons.base.workflow import Arguments, RecordChoice

from .rhythm import Every


def day_input() -> forms.DateInput:
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class EveryArguments(Arguments):
    every = forms.ChoiceField(label=_("How often"), choices=Every.choices)
    ends_on = forms.DateField(
        label=_("Last day"),
        required=False,
        widget=day_input(),
        help_text=_("Leave empty and it repeats until you end it."),
    )

    def clean_ends_on(self) -> date | None:
        last: date | None = self.cleaned_data["ends_on"]
        if last is not None and last < timezone.localdate(clock.now()):
            raise forms.ValidationError(_("This day is past. Choose a later one."))
        return last


class BeginArguments(EveryArguments):
    job = RecordChoice("jobs.Job", label=_("Booking that repeats"))


class ChangeArguments(EveryArguments):
    next_on = forms.DateField(label=_("Next date to book"), widget=day_input())
    at = forms.TimeField(
        label=_("Time"), widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"})
    )
    field_order = ["every", "next_on", "at", "ends_on"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.fields:
            self.fields[name].initial = getattr(self.record, name, None)

    def clean_next_on(self) -> date:
        day: date = self.cleaned_data["next_on"]
        if day <= timezone.localdate(clock.now()):
            raise forms.ValidationError(_("Choose a day after today."))
        return day

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        first, last = given.get("next_on"), given.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("The last day cannot be before the next date."))
        return given


class ReasonArguments(Arguments):
    reason = forms.CharField(
        label=_("Why"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class SkipArguments(ReasonArguments):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        upcoming = self.record.describe_upcoming() if self.record is not None else ""  # type: ignore[attr-defined]
        self.fields["reason"].help_text = upcoming


class OnArguments(Arguments):
    """The date that is handled: a second look at the same one is refused."""

    on = forms.DateField()


class LeaveOutArguments(OnArguments):
    reason = forms.CharField(max_length=500, required=False)


class SettleArguments(Arguments):
    provider = RecordChoice("providers.Provider", among="verified")
