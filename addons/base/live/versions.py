"""Whether those who are connected may stay."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth import get_user_model
from django.db.models import F, Value


def auth_version_of(user_ids: Iterable[int]) -> dict[int, int]:
    """The sign-in version of each who may be signed in. Who is missing, or has another one than
    when they came, has to go."""
    model = get_user_model()
    # The kernel alone runs on Django's own user, which has no version.
    version = F("auth_version") if hasattr(model, "auth_version") else Value(1)
    people = model._default_manager.filter(pk__in=list(user_ids), is_active=True)
    return dict(people.annotate(version=version).values_list("pk", "version"))
