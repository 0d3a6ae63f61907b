from __future__ import annotations

import uuid

from django.db import models

from addons.base.models import Record

from ..flow import SlipFlow
from ..querysets import SlipQuerySet
from .parcel import Parcel


class Slip(SlipFlow, Record):
    """What the receiver signs. It belongs to a parcel, which is locked first."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    parcel = models.ForeignKey(Parcel, on_delete=models.PROTECT, related_name="slips")
    remarks = models.JSONField(default=list)

    objects = SlipQuerySet.as_manager()

    def __str__(self) -> str:
        return f"slip of {self.parcel}"
