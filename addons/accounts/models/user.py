from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, Group, PermissionsMixin
from django.db import models
from django.db.models import F
from django.db.models.functions import Lower
from django.db.models.signals import m2m_changed, pre_delete
from django.dispatch import receiver
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from addons.base.privacy import forget
from addons.base.remembered import remembered

from ..querysets import SESSION_FIELDS, UserManager, UserQuerySet
from .fields import (
    EmailField,
    PhoneField,
    default_language,
    default_time_zone,
    is_known_language,
    is_known_time_zone,
)

UNTRACKED = frozenset({"password", "last_login", "auth_version"})


class PersonHistory(HistoricalRecords):
    """simple-history as it comes, but a sign-in alone leaves no row."""

    def post_save(
        self, instance: models.Model, created: bool, using: Any = None, **kw: Any
    ) -> None:
        if created or not UNTRACKED.issuperset(kw.get("update_fields") or ("everything",)):
            super().post_save(instance, created, using=using, **kw)

    def m2m_changed(self, instance: models.Model, action: str, **kwargs: Any) -> None:
        """A row for each person, from whichever side their groups were changed."""
        if isinstance(instance, User):
            super().m2m_changed(instance, action, **kwargs)
            return
        for person in User.objects.filter(pk__in=kwargs["pk_set"] or ()):
            super().m2m_changed(person, action, **kwargs)


def full_name(key: int, name: str, email: str | None, erased_at: datetime | None) -> str:
    """What a person is called, also where only these columns of theirs were read."""
    if erased_at:
        return gettext("Erased person")
    return name or email or gettext("Person %(id)s") % {"id": key}


class User(AbstractBaseUser, PermissionsMixin):
    """A person: customer, provider or staff.

    Without a usable password they cannot sign in, like somebody who phoned. `auth_version` goes up
    whenever their sessions and sockets have to end.
    """

    email = EmailField(
        _("e-mail"),
        unique=True,
        null=True,
        blank=True,
        error_messages={"unique": _("Somebody with this e-mail address is already here.")},
    )
    name = models.CharField(_("name"), max_length=150)
    phone = PhoneField(_("phone"), max_length=20, blank=True, db_index=True)
    language = models.CharField(
        _("language"), max_length=10, default=default_language, validators=[is_known_language]
    )
    time_zone = models.CharField(
        _("time zone"), max_length=50, default=default_time_zone, validators=[is_known_time_zone]
    )
    is_active = models.BooleanField(_("may sign in"), default=True)
    is_staff = models.BooleanField(_("works here"), default=False)
    # Real time: sign-ins do not move with the demo's clock.
    date_joined = models.DateTimeField(_("joined"), default=timezone.now, editable=False)
    erased_at = models.DateTimeField(_("erased"), null=True, blank=True, editable=False)
    auth_version = models.PositiveIntegerField(default=1, editable=False)

    objects = UserManager()
    history = PersonHistory(excluded_fields=[*UNTRACKED], m2m_fields=["groups"])

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(email=Lower("email")),
                name="user_email_in_lower_case",
            )
        ]

    # What `__str__` reads beside the key: lists then read no more of it.
    named_by = ("name", "email", "erased_at")

    def __str__(self) -> str:
        return self.get_full_name()

    def get_full_name(self) -> str:
        return full_name(self.pk, self.name, self.email, self.erased_at)

    def get_short_name(self) -> str:
        return self.get_full_name().split()[0]

    @property
    def first_name(self) -> str:
        """What the console's sidebar calls them."""
        return self.get_short_name()

    @property
    def initials(self) -> str:
        """Two letters that stand for the person without a picture."""
        words = self.get_full_name().split()
        return "".join(word[0] for word in dict.fromkeys([words[0], words[-1]])).upper()

    def get_session_auth_hash(self) -> str:
        """What a session carries: it ends when the password or `auth_version` changes."""
        return self._session_hash(None)

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        yield from map(self._session_hash, settings.SECRET_KEY_FALLBACKS)

    def _session_hash(self, secret: str | None) -> str:
        value = f"{self.password}:{self.auth_version}"
        return salted_hmac("accounts.session", value, secret=secret, algorithm="sha256").hexdigest()

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Saved as usual; sessions end where the password, activity or rank has changed."""
        if self._state.adding:
            return super().save(*args, **kwargs)
        columns = {field.name for field in self._meta.concrete_fields if not field.primary_key}
        # A row read earlier must not take back what has ended sessions since.
        columns -= {"auth_version"}
        kwargs["update_fields"] = set(kwargs.get("update_fields") or columns)
        before = self._session_fields_among(kwargs["update_fields"])
        new_password = self._password is not None
        super().save(*args, **kwargs)
        if any(getattr(self, name) != value for name, value in before.items()):
            self.end_sessions()
        if new_password:
            self.access_tokens.revoke()
        return None

    def _session_fields_among(self, written: set[str]) -> dict[str, Any]:
        """Those of them that are about to be written, as they stand in the database."""
        names = SESSION_FIELDS & written
        if not names:
            return {}
        return type(self)._base_manager.values(*names).get(pk=self.pk)

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """As usual; the rows of rights behind Django's and Wagtail's own pages are remembered."""
        if "_perm_cache" not in self.__dict__:
            self._perm_cache = remembered(self, "rights", self.get_all_permissions)
        return super().has_perm(perm, obj)

    def end_sessions(self) -> None:
        """Every session and socket of this person ends; a page that asked keeps its own by
        `update_session_auth_hash`."""
        raise_auth_version(type(self).objects.filter(pk=self.pk))
        self.refresh_from_db(fields=["auth_version"])

    def sign_out_everywhere(self) -> None:
        """Sessions, sockets and access tokens end."""
        self.access_tokens.revoke()
        self.end_sessions()

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Forgotten, never deleted: the row stays, because books and records point to it."""
        forget(self)
        return 1, {self._meta.label: 1}


@receiver(m2m_changed, sender=User.groups.through)
@receiver(m2m_changed, sender=User.user_permissions.through)
def end_sessions_of_other_rights(
    instance: models.Model, action: str, pk_set: set[int] | None, **kwargs: Any
) -> None:
    """Other roles or rights, from whichever side they were changed."""
    if action in ("post_add", "post_remove") and not pk_set:
        return
    if isinstance(instance, User):
        if action in ("post_add", "post_remove", "post_clear"):
            instance.end_sessions()
    elif action in ("post_add", "post_remove"):
        raise_auth_version(User.objects.filter(pk__in=pk_set or ()))
    elif action == "pre_clear":
        raise_auth_version(instance.user_set.all())


@receiver(pre_delete, sender=Group)
def end_sessions_of_ended_role(instance: Group, **kwargs: Any) -> None:
    raise_auth_version(User.objects.filter(groups=instance))


def raise_auth_version(people: UserQuerySet) -> None:
    """Their sessions and sockets end."""
    User.objects.filter(pk__in=people.values("pk")).update(auth_version=F("auth_version") + 1)
