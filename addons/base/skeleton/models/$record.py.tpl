from __future__ import annotations

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from addons.base import clock
from addons.base.models import Record

from ..flow import ${Record}Flow
from ..querysets import ${Record}QuerySet


class $Record(${Record}Flow, Record):
    title = models.CharField(_("title"), max_length=100)
    result = models.CharField(_("result"), max_length=200, blank=True)
    done_at = models.DateTimeField(_("done"), null=True, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("owner")
    )

    objects = ${Record}QuerySet.as_manager()

    class Meta:
        verbose_name = _("$record_words")
        verbose_name_plural = _("$words")

    def __str__(self) -> str:
        return self.title

    def conclude(self, result: str) -> None:
        self.result, self.done_at = result, clock.now()

    def get_absolute_url(self) -> str:
        return reverse("$name:$record", args=[self.pk])
