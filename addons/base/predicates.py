"""Sentences about the actor that every addon's `rules.py` may use; combine with & | ~."""

from __future__ import annotations

from typing import Any

from rules.predicates import Predicate

from .remembered import remembered

ADMINISTRATOR = "administrator"


def role_names(user: Any) -> frozenset[str]:
    """The names of the user's groups, read once per loaded user."""
    # A request's user is a lazy proxy: getattr reaches behind it, its __dict__ does not.
    held: frozenset[str] | None = getattr(user, "_role_names", None)
    if held is None:
        held = remembered(user, "roles", lambda: _read_roles(user))
        user._role_names = held
    return held


def _read_roles(user: Any) -> frozenset[str]:
    return frozenset(user.groups.values_list("name", flat=True))


def has_role(*names: str) -> Predicate:
    """Holds for staff with any of the roles; an administrator has them all."""
    wanted = {*names, ADMINISTRATOR}

    def test(user: Any) -> bool:
        if not user.is_active or not user.is_staff:
            return False
        return user.is_superuser or not wanted.isdisjoint(role_names(user))

    return Predicate(test, name=f"has_role:{'|'.join(names)}")


def _is_staff(user: Any) -> bool:
    return bool(user.is_active and user.is_staff)


is_staff = Predicate(_is_staff, name="is_staff")

is_administrator = has_role(ADMINISTRATOR)
