"""Roles: Django's groups by the names that `rules` asks for."""

from __future__ import annotations

from django.contrib.auth.models import Group
from django.db import transaction

from addons.base.points import ROLES

from .models import User


def role_titles(user: User) -> list[str]:
    """What the person is here, in words."""
    names = [group.name for group in user.groups.all()]
    return [str(ROLES[name].title) if name in ROLES else name for name in names]


@transaction.atomic
def set_roles(user: User, *names: str) -> None:
    """Give the person exactly these roles; whoever is in a group works here."""
    others = user.groups.exclude(name__in=list(ROLES))
    wanted = Group.objects.filter(name__in=[ROLES[name].name for name in names])
    user.groups.set([*others, *wanted])
    is_staff = user.is_superuser or user.groups.exists()
    if user.is_staff != is_staff:
        user.is_staff = is_staff
        user.save(update_fields=["is_staff"])
