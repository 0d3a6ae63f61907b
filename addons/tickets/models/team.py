from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from ..querysets import TeamQuerySet


class Team(models.Model):
    """Agents who share a queue, who leads them, and where their hard cases go."""

    name = models.CharField(_("name"), max_length=100, unique=True)
    lead = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("first step of escalation"),
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Who gets what is late or too hard for the agent."),
    )
    escalates_to = models.ForeignKey(
        "self",
        models.PROTECT,
        verbose_name=_("second step of escalation"),
        null=True,
        blank=True,
        related_name="+",
        help_text=_("The team that gets what the lead cannot settle."),
    )
    order = models.PositiveIntegerField(
        _("place in the list"),
        default=50,
        help_text=_("The first team gets what no category gives to another."),
    )
    is_active = models.BooleanField(_("takes tickets"), default=True)

    history = HistoricalRecords()
    objects = TeamQuerySet.as_manager()

    class Meta:
        verbose_name = _("team")
        verbose_name_plural = _("teams")
        ordering = ["order", "name"]

    named_by = ("name",)

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        if self.pk is not None and self.escalates_to_id == self.pk:
            raise ValidationError({"escalates_to": _("A team cannot escalate to itself.")})
