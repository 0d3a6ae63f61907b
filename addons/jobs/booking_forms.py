"""What the pages of a booking ask, in the words of the booking itself."""

from __future__ import annotations

from typing import Any, Self

from django import forms
from django.db.models import Avg
from django.utils.translation import gettext_lazy as _

from addons.accounts.models import Address
from addons.base.surfaces.fields import AttachmentsField
from addons.base.workflow import Arguments
from addons.base.workflow.arguments import field_errors

from .arguments import BookArguments

OTHER = "other"


class NeedForm(Arguments):
    """What is the matter, and where: one of one's addresses, or another place."""

    items = forms.ModelMultipleChoiceField(
        queryset=None,
        required=False,
        label=_("What is to be done?"),
        widget=forms.CheckboxSelectMultiple,
    )
    description = forms.CharField(
        label=_("Anything they should know?"),
        max_length=BookArguments.base_fields["description"].max_length,
        required=False,
        widget=forms.Textarea(
            attrs={
                "rows": 3,
                "placeholder": _("Such as the floor, the gate code, what you have tried."),
            }
        ),
    )
    photos = AttachmentsField(
        required=False, label=_("Photos"), max_files=6, help_text=_("Up to six. They help a lot.")
    )
    place = forms.ChoiceField(label=_("Where?"), required=False, widget=forms.RadioSelect)
    address = forms.CharField(
        label=_("Address"),
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "street-address"}),
    )
    area = forms.CharField(
        label=_("Area"),
        max_length=100,
        required=False,
        help_text=_("The neighbourhood: all that a provider sees before accepting."),
    )
    latitude = forms.FloatField(
        min_value=-90, max_value=90, required=False, widget=forms.HiddenInput
    )
    longitude = forms.FloatField(
        min_value=-180, max_value=180, required=False, widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, items: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["items"].queryset = items  # type: ignore[attr-defined]
        self.own = {str(a.pk): a for a in Address.objects.filter(user=self.actor)}
        choices = [(key, f"{a.label}: {a.line}, {a.area}") for key, a in self.own.items()]
        self.fields["place"].choices = [*choices, (OTHER, _("Another place"))]  # type: ignore[attr-defined]
        self.fields["place"].initial = next(iter(self.own), OTHER)
        self.fields["place"].required = bool(self.own)
        self.fields["address"].required = not self.own

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if "place" in self.errors:
            return given
        known = self.own.get(given.get("place") or "")
        if known is not None:
            given |= {
                "address": known.line,
                "area": known.area,
                "latitude": known.latitude,
                "longitude": known.longitude,
            }
        elif not given.get("address"):
            self.add_error("address", _("Say where to come."))
        if given.get("latitude") is None or given.get("longitude") is None:
            given |= place_of_area(given.get("area") or "")
        if given.get("latitude") is None or given.get("longitude") is None:
            text = _("We do not know where this is. Use your location, or choose a saved address.")
            self.add_error("place" if known else "area", text)
        return given

    def to_draft(self) -> dict[str, Any]:
        """What the next pages need, as a session keeps it."""
        given = self.cleaned_data
        minutes = sum(item.duration_minutes for item in given["items"])
        return {
            "items": [item.pk for item in given["items"]],
            "description": given["description"],
            "photos": [photo.pk for photo in given["photos"]],
            "place": given["place"],
            "address": given["address"],
            "area": given["area"],
            "latitude": str(given["latitude"]),
            "longitude": str(given["longitude"]),
            "minutes": minutes or 60,
        }


class ChoiceForm(Arguments):
    """Who and when: `provider@start`, each of them left out for anyone and for now."""

    provider = BookArguments.base_fields["provider"]
    scheduled_at = BookArguments.base_fields["scheduled_at"]

    @classmethod
    def chosen(cls, choice: str, *, actor: Any) -> Self:
        provider, mark, at = choice.partition("@")
        # Nothing chosen is not anyone: that stands as "@".
        said = {"provider": provider or None, "scheduled_at": at or None} if mark else {}
        form = cls(said, actor=actor)
        if not mark:
            form.add_error(None, _("Choose somebody, or anyone near."))
        return form

    @property
    def complaint(self) -> str:
        return " ".join(text for texts in field_errors(self).values() for text in texts)

    def to_draft(self) -> dict[str, Any]:
        provider, at = self.cleaned_data["provider"], self.cleaned_data["scheduled_at"]
        return {
            "provider": provider.pk if provider else None,
            "scheduled_at": at.isoformat() if at else None,
        }


def place_of_area(area: str) -> dict[str, Any]:
    """For who cannot tell a position: the middle of the addresses known in that neighbourhood."""
    known = Address.objects.filter(area__iexact=area.strip(), latitude__isnull=False)
    middle = known.aggregate(latitude=Avg("latitude"), longitude=Avg("longitude"))
    return middle if area.strip() and middle["latitude"] is not None else {}
