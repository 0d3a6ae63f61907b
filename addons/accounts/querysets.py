"""Who is found and who sees whom."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.contrib.auth.base_user import BaseUserManager
from django.db import models
from django.db.models import F

from addons.base.workflow.actors import Actor, System, is_signed_in

if TYPE_CHECKING:
    from .models import User

# What a change of ends the person's sessions and sockets.
SESSION_FIELDS = frozenset({"password", "is_active", "is_staff", "is_superuser"})


class UserQuerySet(models.QuerySet["User"]):
    def visible_to(self, actor: Actor) -> Self:
        """Staff see everybody, others themselves."""
        if isinstance(actor, System):
            return self
        if not is_signed_in(actor):
            return self.none()
        return self if getattr(actor, "is_staff", False) else self.filter(pk=actor.pk)

    def active(self) -> Self:
        return self.filter(is_active=True)

    def staff(self) -> Self:
        return self.active().filter(is_staff=True)

    def customers(self) -> Self:
        """Everybody who is not staff; a provider may book too."""
        return self.active().filter(is_staff=False)

    def in_role(self, *names: str) -> Self:
        """Staff who hold one of the roles themselves, not by being an administrator."""
        return self.staff().filter(groups__name__in=names).distinct()

    def update(self, **changes: Any) -> int:
        """Django's, but a changed password, activity or rank ends sessions here too."""
        if not SESSION_FIELDS.isdisjoint(changes):
            changes.setdefault("auth_version", F("auth_version") + 1)
        return super().update(**changes)

    def delete(self) -> tuple[int, dict[str, int]]:
        """People are forgotten, never deleted: the books keep pointing to them."""
        people = list(self)
        for person in people:
            person.delete()
        return len(people), {}


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    """People by e-mail; `create_user` without a password makes one who cannot sign in yet."""

    def create_user(self, email: str | None, password: str | None = None, **fields: Any) -> User:
        user: User = self.model(email=email, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_caller(self, *, name: str, phone: str, **fields: Any) -> User:
        """Somebody who phoned: no password, perhaps no e-mail."""
        return self.create_user(fields.pop("email", None), name=name, phone=phone, **fields)

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        return self.create_user(
            email, password, **{"is_staff": True, "is_superuser": True} | fields
        )
