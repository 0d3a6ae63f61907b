"""The e-mail address a person signs in with, kept in step with allauth's list of addresses."""

from __future__ import annotations

from allauth.account.forms import ResetPasswordForm
from allauth.account.models import EmailAddress
from django.db import transaction
from django.http import HttpRequest

from .models import User


@transaction.atomic
def replace_email(user: User, email: str | None) -> None:
    """Only this address signs in from now on, and it has to be verified again."""
    user.email = email
    user.save(update_fields=["email"])
    EmailAddress.objects.filter(user=user).delete()
    if user.email:
        EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=False)


def mark_email_verified(user: User) -> None:
    """We know that the address is theirs: no mail has to be answered first."""
    EmailAddress.objects.update_or_create(
        user=user, email=user.email, defaults={"primary": True, "verified": True}
    )


def invite(request: HttpRequest, user: User) -> None:
    """Send the link by which the person chooses a password."""
    form = ResetPasswordForm({"email": user.email})
    if user.email and form.is_valid():
        form.save(request)
