from __future__ import annotations

import zoneinfo
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from addons.base.points import ROLES

from .models import Address, ApiToken, User
from .roles import set_roles
from .sign_in_addresses import replace_email


def languages() -> Iterable[tuple[str, Any]]:
    return settings.LANGUAGES


def time_zones() -> list[tuple[str, str]]:
    """Those named after places, as people know them."""
    places = sorted(name for name in zoneinfo.available_timezones() if _is_place(name))
    return [(name, name.replace("_", " ")) for name in [*places, "UTC"]]


def _is_place(name: str) -> bool:
    return "/" in name and not name.startswith(("Etc/", "SystemV/", "US/"))


def roles() -> list[tuple[str, Any]]:
    return [(role.name, role.title) for role in ROLES.values()]


class ProfileForm(forms.ModelForm):
    """What people may change about themselves, on their page and through the API."""

    language = forms.ChoiceField(label=_("Language"), choices=languages)
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=time_zones)

    class Meta:
        model = User
        fields = ("name", "phone", "language", "time_zone")
        widgets = {
            "name": forms.TextInput(attrs={"autocomplete": "name"}),
            "phone": forms.TextInput(attrs={"autocomplete": "tel", "type": "tel"}),
        }

    def save(self, commit: bool = True) -> User:
        if self.changed_data:
            self.instance.save(update_fields=self.changed_data)
        return self.instance


class AddressForm(forms.ModelForm):
    class Meta:
        model = Address
        fields = (
            *("label", "line", "area", "city", "postcode"),
            *("latitude", "longitude", "is_default"),
        )
        widgets = {
            "line": forms.TextInput(attrs={"autocomplete": "street-address"}),
            "city": forms.TextInput(attrs={"autocomplete": "address-level2"}),
            "postcode": forms.TextInput(attrs={"autocomplete": "postal-code"}),
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if (cleaned.get("latitude") is None) != (cleaned.get("longitude") is None):
            raise forms.ValidationError(_("Give both latitude and longitude, or neither."))
        return cleaned


class TokenForm(forms.Form):
    """A new access token."""

    name = forms.CharField(
        label=_("What is it for"), max_length=ApiToken._meta.get_field("name").max_length
    )
    days = forms.TypedChoiceField(
        label=_("It ends after"),
        choices=[
            (30, _("30 days")),
            (90, _("90 days")),
            (365, _("1 year")),
            ("", _("never, until I revoke it")),
        ],
        coerce=int,
        empty_value=None,
        required=False,
        initial=90,
    )

    def expires_at(self) -> datetime | None:
        days = self.cleaned_data["days"]
        return timezone.now() + timedelta(days=days) if days else None


class PersonForm(forms.ModelForm):
    """A person in the console. Nobody sets somebody else's password: a mail lets them choose it."""

    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        help_text=_("They sign in with it. Leave it empty for somebody who only phones."),
    )
    language = forms.ChoiceField(label=_("Language"), choices=languages)
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=time_zones)
    roles = forms.MultipleChoiceField(
        label=_("Roles"),
        choices=roles,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Whoever has a role works here and may open the console."),
    )

    class Meta:
        model = User
        fields = ("name", "email", "phone", "language", "time_zone", "is_active")

    def __init__(self, *args: Any, editing_self: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            held = self.instance.groups.values_list("name", flat=True)
            self.initial["roles"] = list(held)
        else:
            del self.fields["is_active"]
        if editing_self:
            # Nobody may lock themselves out or raise themselves.
            del self.fields["is_active"], self.fields["roles"]

    def clean_email(self) -> str | None:
        email = self.cleaned_data["email"].lower() or None
        if email and User.objects.filter(email=email).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(User._meta.get_field("email").error_messages["unique"])
        return email

    def save(self, commit: bool = True) -> User:
        person = self.instance
        if person._state.adding:
            person.set_unusable_password()
        person.save()
        if "email" in self.changed_data:
            replace_email(person, person.email)
        if "roles" in self.changed_data:
            set_roles(person, *self.cleaned_data["roles"])
        return person
