from __future__ import annotations

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from addons.base.policies import Policy


class AccountsPolicy(Policy):
    """Who may come in."""

    icon = "user"
    sign_up_is_open = models.BooleanField(
        _("people may sign up themselves"),
        default=True,
        help_text=_("Switched off, only staff make accounts."),
    )
    token_days = models.PositiveIntegerField(
        _("days until an access token ends"),
        default=365,
        validators=[MinValueValidator(1)],
        help_text=_("For those made from now on."),
    )

    class Meta:
        verbose_name = _("Sign-in and accounts")
