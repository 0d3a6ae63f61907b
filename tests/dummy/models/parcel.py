from __future__ import annotations

from django.conf import settings
from django.db import models

from addons.base.models import Record

from ..flow import ParcelFlow
from ..querysets import ParcelQuerySet


class Parcel(ParcelFlow, Record):
    title = models.CharField(max_length=100)
    weight = models.DecimalField(max_digits=6, decimal_places=2)
    fragile = models.BooleanField(default=False)
    weighed = models.PositiveIntegerField(default=0)
    sender = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    sent_at = models.DateTimeField(null=True, blank=True)
    lapsed_at = models.DateTimeField(null=True, blank=True)

    objects = ParcelQuerySet.as_manager()

    # What `__str__` reads beside the key: lists then read no more of it.
    named_by = ("title",)

    def __str__(self) -> str:
        return self.title
