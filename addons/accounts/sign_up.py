from __future__ import annotations

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from .models import User


class SignupForm(forms.Form):
    """What sign-up asks beside e-mail and password; allauth derives its own form from it."""

    name = User._meta.get_field("name").formfield(
        widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    phone = User._meta.get_field("phone").formfield(
        widget=forms.TextInput(attrs={"autocomplete": "tel", "type": "tel"}),
        help_text=_("Only for those who come to you, and when there is something urgent."),
    )
    field_order = ("name", "email", "phone", "password1")

    def signup(self, request: HttpRequest, user: User) -> None:
        """allauth wants this; the adapter has already kept name and phone."""
