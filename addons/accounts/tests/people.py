from __future__ import annotations

from typing import Any

from django.test import Client

from addons.accounts.models import User
from addons.accounts.roles import set_roles
from addons.accounts.sign_in_addresses import mark_email_verified

PASSWORD = "a-long-and-odd-phrase"


def make(email: str = "asha@example.com", *, role: str = "", **fields: Any) -> User:
    """A person with a verified address; with a role they are staff."""
    user = User.objects.create_user(email, **{"name": "Asha Rao", "password": PASSWORD} | fields)
    mark_email_verified(user)
    if role:
        set_roles(user, role)
    return User.objects.get(pk=user.pk)


def signed_in(user: User) -> Client:
    """A browser in which the person has signed in by the page."""
    client = Client()
    answer = client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    assert answer.status_code == 302, answer.context["form"].errors
    return client
