from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import translation
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from ..points import CHANNELS, NOTICES, Notice
from ..texts import unknown_fields


class TemplateQuerySet(models.QuerySet["NotificationTemplate"]):
    def known(self) -> Self:
        """Those of notices and channels that are switched on."""
        return self.filter(notice__in=list(NOTICES), channel__in=list(CHANNELS))


class NotificationTemplate(models.Model):
    """The words of a notice by one channel in one language. What is empty is the notice's own."""

    notice = models.CharField(_("notice"), max_length=150, editable=False)
    channel = models.CharField(_("channel"), max_length=20, editable=False)
    language = models.CharField(_("language"), max_length=10, editable=False)
    subject = models.CharField(_("subject"), max_length=200, blank=True, default="")
    text = models.TextField(_("text"), blank=True, default="")

    objects = TemplateQuerySet.as_manager()

    class Meta:
        verbose_name = _("notification text")
        verbose_name_plural = _("notification texts")
        ordering = ["notice", "channel", "language"]
        constraints = [
            models.UniqueConstraint(
                fields=["notice", "channel", "language"], name="template_once_per_language"
            )
        ]

    def __str__(self) -> str:
        return f"{self.title} · {self.channel_label} · {self.language_label}"

    @property
    def declared(self) -> Notice:
        return NOTICES[self.notice]

    @property
    def title(self) -> str:
        return str(self.declared.title)

    @property
    def channel_label(self) -> str:
        return str(CHANNELS[self.channel].label)

    @property
    def language_label(self) -> str:
        return str(dict(settings.LANGUAGES).get(self.language, self.language))

    @property
    def is_changed(self) -> bool:
        return bool(self.subject or self.text)

    def usual(self) -> dict[str, str]:
        """The notice's own words in this language."""
        with translation.override(self.language):
            return {
                "subject": str(self.declared.subject_by(self.channel)),
                "text": str(self.declared.text),
            }

    def clean(self) -> None:
        errors: dict[str, Any] = {}
        if any(mark in self.subject for mark in "\r\n"):
            errors["subject"] = _("Write the subject on one line.")
        for name in ("subject", "text"):
            if unknown := unknown_fields(getattr(self, name), self.declared.fields):
                errors[name] = format_lazy(
                    _("{unknown} is not known here. Use only: {known}."),
                    unknown=", ".join(f"{{{field}}}" for field in unknown),
                    known=", ".join(f"{{{field}}}" for field in self.declared.fields),
                )
        if errors:
            raise ValidationError(errors)
