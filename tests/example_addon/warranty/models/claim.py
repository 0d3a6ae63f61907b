from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Claim(models.Model):
    """What is wrong again with a job: a row of ours beside it."""

    job = models.OneToOneField("jobs.Job", models.CASCADE, related_name="claim")
    fault = models.CharField(_("what is wrong"), max_length=200)
    claimed_at = models.DateTimeField(_("claimed"))

    def __str__(self) -> str:
        return self.fault
