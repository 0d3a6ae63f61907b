from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Verdict(models.Model):
    """Whether an article helped: the last word of each person, or of each browser of a visitor."""

    article = models.ForeignKey(
        "knowledge.ArticlePage", models.CASCADE, related_name="verdicts", verbose_name=_("article")
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True
    )
    # A digest of the browser's session; empty for somebody who is signed in.
    visitor = models.CharField(max_length=64, blank=True)
    helped = models.BooleanField(_("helped"))
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["article", "person"],
                condition=models.Q(person__isnull=False),
                name="verdict_once_per_person",
            ),
            models.UniqueConstraint(
                fields=["article", "visitor"],
                condition=models.Q(person__isnull=True),
                name="verdict_once_per_visitor",
            ),
            models.CheckConstraint(
                condition=models.Q(person__isnull=False) ^ ~models.Q(visitor=""),
                name="verdict_of_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.article_id}: {self.helped}"
