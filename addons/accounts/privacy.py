"""What accounts keep of a person, given out and forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from axes.models import AccessAttempt
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone
from wagtail.models import ModelLogEntry
from wagtail.users.models import UserProfile

from addons.base.points import PERSONAL, Personal

from .models import Address, ApiToken, User


def person_of(user: User) -> Iterator[dict[str, Any]]:
    yield {
        "id": user.pk,
        "name": user.name,
        "email": user.email,
        "phone": user.phone,
        "language": user.language,
        "time_zone": user.time_zone,
        "roles": [group.name for group in user.groups.all()],
        "date_joined": user.date_joined,
        "last_login": user.last_login,
        "earlier": list(user.history.values("history_date", "name", "email", "phone")),
    }


@transaction.atomic
def anonymise(user: User) -> None:
    """The row stays for the books; nothing on it or beside it says who it was."""
    AccessAttempt.objects.filter(username=user.email).delete()
    Authenticator.objects.filter(user=user).delete()
    EmailAddress.objects.filter(user=user).delete()
    forget_in_console(user)
    user.groups.clear()
    user.user_permissions.clear()
    user.name = user.phone = ""
    user.email = user.last_login = None
    user.is_active = user.is_staff = user.is_superuser = False
    user.erased_at = timezone.now()
    user.set_unusable_password()
    user.save()
    # Last, because each step above has left a row.
    apps.get_model("accounts", "HistoricalUser_groups").objects.filter(user=user).delete()
    user.history.all().delete()


def forget_in_console(user: User) -> None:
    """Wagtail's picture of them, and their name in its log."""
    for profile in UserProfile.objects.filter(user=user):
        profile.avatar.delete(save=False)
        profile.delete()
    kind = ContentType.objects.get_for_model(User)
    ModelLogEntry.objects.filter(content_type=kind, object_id=str(user.pk)).update(label="")


def addresses_of(user: User) -> Iterator[dict[str, Any]]:
    yield from user.addresses.values(
        "label", "line", "area", "city", "postcode", "latitude", "longitude", "is_default"
    )


def tokens_of(user: User) -> Iterator[dict[str, Any]]:
    yield from user.access_tokens.values(
        "name", "prefix", "created_at", "last_used_at", "expires_at", "revoked_at"
    )


def forget_addresses(user: User) -> None:
    Address.objects.filter(user=user).delete()


def forget_tokens(user: User) -> None:
    ApiToken.objects.filter(user=user).delete()


for name, export, erase in (
    ("accounts.User", person_of, anonymise),
    ("accounts.Address", addresses_of, forget_addresses),
    ("accounts.ApiToken", tokens_of, forget_tokens),
):
    PERSONAL.register(name, Personal(name, export, erase))
