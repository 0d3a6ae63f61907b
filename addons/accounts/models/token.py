"""Access tokens for programs. Their times are real time: a moved demo clock must not end them."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any, Self

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import DEFAULT_DB_ALIAS, models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from addons.base.compiled import Compiled, Given

MARK = "callout_"
BYTES = 32
SHOWN = len(MARK) + 6
# Written at most this often: a busy client must not cost a write per request.
USE_NOTED_EVERY = timedelta(minutes=1)


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    def live(self, now: Any = None) -> Self:
        """Those that open the door now."""
        now = now or timezone.now()
        return self.filter(Q(expires_at__isnull=True) | Q(expires_at__gt=now), revoked_at=None)

    def revoke(self) -> int:
        """End those of them that are not ended yet."""
        return self.filter(revoked_at=None).update(revoked_at=timezone.now())

    def issue(self, *, user: Any, name: str, expires_at: datetime | None = None) -> str:
        """Make a token and return it; it can never be read again."""
        raw = MARK + secrets.token_urlsafe(BYTES)
        self.create(
            user=user,
            name=name,
            digest=digest_of(raw),
            prefix=raw[:SHOWN],
            expires_at=expires_at,
        )
        return raw


def digest_of(raw: str) -> str:
    # No salt and no slow hash: 256 random bits cannot be guessed, and each request looks it up.
    return hashlib.sha256(raw.encode()).hexdigest()


class ApiToken(models.Model):
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="access_tokens"
    )
    name = models.CharField(_("name"), max_length=100)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    prefix = models.CharField(_("begins with"), max_length=SHOWN, editable=False)
    created_at = models.DateTimeField(_("made"), default=timezone.now, editable=False)
    last_used_at = models.DateTimeField(_("last used"), null=True, editable=False)
    expires_at = models.DateTimeField(_("ends"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, editable=False)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        verbose_name = _("access token")
        verbose_name_plural = _("access tokens")
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"


def _owner() -> models.QuerySet[ApiToken, Any]:
    """The token of a digest, and every column of whose it is."""
    tokens = ApiToken.objects.live(Given("now", models.DateTimeField()))
    columns = (f"user__{field.attname}" for field in get_user_model()._meta.concrete_fields)
    mine = tokens.filter(digest=Given("digest"), user__is_active=True).order_by()
    return mine.values_list("pk", "last_used_at", *columns)


OWNER = Compiled(_owner)


def authenticate_token(raw: str) -> Any | None:
    """The active person whose live token this is: one query, and a write once a minute."""
    now = timezone.now()
    found = OWNER.ask(digest=digest_of(raw), now=now)
    if not found:
        return None
    key, last_used_at, *columns = found[0]
    if last_used_at is None or now - last_used_at >= USE_NOTED_EVERY:
        ApiToken.objects.filter(pk=key).update(last_used_at=now)
    person = get_user_model()
    names = [field.attname for field in person._meta.concrete_fields]
    return person.from_db(DEFAULT_DB_ALIAS, names, columns)
