from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from ..states import Kind
from .shared import Shared


class Macro(Shared):
    """Steps that are done in one go, in the name and with the rights of whoever starts it."""

    class Meta:
        verbose_name = _("macro")
        verbose_name_plural = _("macros")
        ordering = ["name", "pk"]


class MacroStep(models.Model):
    """One step: a text, tags, or a transition with what its form asks, as it was filled in."""

    macro = models.ForeignKey(Macro, models.CASCADE, related_name="steps")
    order = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=Kind)
    transition = models.CharField(max_length=60, blank=True)
    given = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("step of a macro")
        verbose_name_plural = _("steps of macros")
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return f"{self.macro_id}: {self.kind} {self.transition}"
