"""People for tests, whichever user model is in use."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission


def make_person(name: str, *, roles: tuple[str, ...] = (), **fields: Any) -> Any:
    """Somebody called `name`; with roles they are staff."""
    model = get_user_model()
    known = {field.name for field in model._meta.get_fields()}
    email = f"{name.lower()}@example.com"
    given = {"email": email, "name": name, "first_name": name, model.USERNAME_FIELD: email}
    person = model(**{key: value for key, value in given.items() if key in known}, **fields)
    if roles:
        person.is_staff = True
    person.set_password("demo")
    person.save()
    person.groups.set([group_of(role) for role in roles])
    return person


def group_of(role: str) -> Group:
    """The group of the role, which comes into the console also where nobody has seeded it."""
    group, is_new = Group.objects.get_or_create(name=role)
    if is_new:
        group.permissions.set(Permission.objects.filter(codename="access_admin"))
    return group
