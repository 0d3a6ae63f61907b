"""What the transitions of payout runs and bank accounts ask."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from addons.base.workflow import Arguments, RecordChoice

from .bank_numbers import SecretNumber, is_iban, read_code, read_number
from .calendar import today
from .states import Outcome

if TYPE_CHECKING:
    from django.db.models import Model

    from addons.base.workflow import Actor


def day_input() -> forms.DateInput:
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class PrepareArguments(Arguments):
    until = forms.DateField(
        label=_("Earnings up to and with"),
        widget=day_input(),
        initial=today,
        help_text=_("What was earned later waits for the next run."),
    )

    def clean_until(self) -> date:
        day: date = self.cleaned_data["until"]
        if day > today():
            raise forms.ValidationError(
                _("This day is yet to come. Choose today or an earlier one.")
            )
        return day


class PaidArguments(Arguments):
    paid_on = forms.DateField(label=_("Paid on"), widget=day_input(), initial=today)
    reference = forms.CharField(
        label=_("The bank's reference"),
        max_length=100,
        required=False,
        help_text=_("As it stands on your bank statement, so that both can be compared."),
    )

    def clean_paid_on(self) -> date:
        day: date = self.cleaned_data["paid_on"]
        if day > today():
            raise forms.ValidationError(_("This day is yet to come. Say it when it is paid."))
        return day


class ReasonArguments(Arguments):
    reason = forms.CharField(
        label=_("Why"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )


class LineOfRun(RecordChoice):
    """One of the run's own lines, with one of the outcomes."""

    def __init__(self, *outcomes: Outcome, **kwargs: Any) -> None:
        self.outcomes = outcomes
        super().__init__("payouts.PayoutLine", **kwargs)

    def bind(self, *, record: Model | None, actor: Actor | None) -> None:
        super().bind(record=record, actor=actor)
        lines: Any = self.queryset
        self.queryset = lines.filter(run=record, outcome__in=self.outcomes)


class FailArguments(Arguments):
    line = LineOfRun(Outcome.HELD, Outcome.PAID, label=_("Whose payout"))
    reason = forms.CharField(
        label=_("What the bank says"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("The provider reads this too."),
    )


class LeaveOutArguments(Arguments):
    line = LineOfRun(Outcome.DUE)
    why = forms.CharField(max_length=20)


class BankAccountArguments(Arguments):
    holder = forms.CharField(
        label=_("Account holder"),
        min_length=2,
        max_length=100,
        help_text=_("As your bank writes it."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    number = forms.CharField(
        label=_("Account number or IBAN"),
        max_length=50,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    code = forms.CharField(
        label=_("IFSC or BIC of the bank"),
        max_length=20,
        required=False,
        help_text=_("Not needed with an IBAN."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.fields:
            self.fields[name].initial = getattr(self.record, name, None)

    def clean_holder(self) -> str:
        holder: str = self.cleaned_data["holder"]
        if not holder.isprintable() or not any(map(str.isalpha, holder)):
            raise forms.ValidationError(_("Give the name in letters, on one line."))
        return " ".join(holder.split())

    def clean_number(self) -> SecretNumber:
        return SecretNumber(read_number(self.cleaned_data["number"]))

    def clean_code(self) -> str:
        return read_code(self.cleaned_data["code"])

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        number, code = given.get("number"), given.get("code")
        if code == "" and isinstance(number, SecretNumber) and not is_iban(number.revealed):
            self.add_error("code", _("With an account number the bank's IFSC or BIC is needed."))
        return given
