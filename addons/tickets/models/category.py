from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from ..querysets import DeskQuerySet


class TicketCategory(models.Model):
    """What a ticket is about, and which team looks after it."""

    name = models.CharField(_("name"), max_length=100)
    slug = models.SlugField(_("address name"), max_length=60, unique=True)
    team = models.ForeignKey(
        "tickets.Team",
        models.PROTECT,
        verbose_name=_("team"),
        null=True,
        blank=True,
        related_name="categories",
        help_text=_("Leave empty for the team of all other tickets."),
    )
    order = models.PositiveIntegerField(_("place in the list"), default=50)
    is_active = models.BooleanField(_("offered"), default=True)

    history = HistoricalRecords()
    objects = DeskQuerySet.as_manager()

    class Meta:
        verbose_name = _("ticket category")
        verbose_name_plural = _("ticket categories")
        ordering = ["order", "name"]

    named_by = ("name",)

    def __str__(self) -> str:
        return self.name
