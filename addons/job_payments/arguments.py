"""What the transitions that are added to a job ask."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from addons.base import money
from addons.base.predicates import is_staff
from addons.base.surfaces.fields import MoneyField
from addons.base.workflow import Arguments

PROVIDER = "provider"
OFFICE = "office"


class CashArguments(Arguments):
    amount = MoneyField(
        label=_("Amount received"),
        min_value=money.smallest(),
        required=False,
        help_text=_("Less than the whole is possible; the rest stays to be paid."),
    )
    received_by = forms.ChoiceField(
        label=_("Who has the money"),
        choices=[(PROVIDER, _("The provider")), (OFFICE, _("I have it"))],
        initial=PROVIDER,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        settlement = getattr(self.record, "settlement", None)
        if settlement is not None:
            self.fields["amount"].initial = settlement.due
        if self.actor is None or not self.asks_who:
            self.fields["received_by"].widget = forms.HiddenInput()

    @property
    def asks_who(self) -> bool:
        """A provider writes down what they have themselves."""
        return getattr(self.actor, "is_staff", False) and is_staff(self.actor)

    def clean_received_by(self) -> str:
        chosen: str = self.cleaned_data["received_by"]
        return chosen if chosen and self.asks_who else PROVIDER
