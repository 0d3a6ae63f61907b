from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from ..placeholders import refuse_unknown
from ..querysets import SharedQuerySet
from ..states import Sharing

LONGEST = 5000


class Shared(models.Model):
    """What somebody at the desk has prepared, for themselves or for others."""

    name = models.CharField(_("name"), max_length=80)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("made by"),
        related_name="+",
        editable=False,
    )
    sharing = models.CharField(
        _("who finds it"), max_length=10, choices=Sharing, default=Sharing.PRIVATE
    )
    team = models.ForeignKey(
        "tickets.Team",
        models.PROTECT,
        verbose_name=_("team"),
        null=True,
        blank=True,
        related_name="+",
    )
    is_active = models.BooleanField(_("offered"), default=True)

    objects = SharedQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        if self.sharing == Sharing.TEAM and self.team_id is None:
            raise ValidationError({"team": _("Choose the team that finds it.")})
        if self.sharing != Sharing.TEAM:
            self.team = None

    @property
    def shared_with(self) -> Any:
        """Who finds it, in words."""
        return self.team if self.sharing == Sharing.TEAM else self.get_sharing_display()


class CannedReply(Shared):
    """A prepared text, with places that are filled in from the ticket."""

    text = models.TextField(_("text"), max_length=LONGEST, validators=[refuse_unknown])

    class Meta:
        verbose_name = _("prepared reply")
        verbose_name_plural = _("prepared replies")
        ordering = ["name", "pk"]
