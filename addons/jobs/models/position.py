"""Where the two sides are: the last position of each, and a thinned track for the job's day."""

from __future__ import annotations

import math
from typing import Any

from django.conf import settings
from django.db import models

from addons.base import clock

# The mean radius that the distance of the contract is computed with.
EARTH_M = 6_371_008.8


def distance_m(lat_a: float, lng_a: float, lat_b: float, lng_b: float) -> float:
    """Great-circle distance in metres (haversine)."""
    a, b = math.radians(lat_a), math.radians(lat_b)
    d_lat, d_lng = b - a, math.radians(lng_b - lng_a)
    h = math.sin(d_lat / 2) ** 2 + math.cos(a) * math.cos(b) * math.sin(d_lng / 2) ** 2
    return 2 * EARTH_M * math.asin(math.sqrt(h))


class Position(models.Model):
    session = models.ForeignKey("jobs.WorkSession", models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    latitude = models.FloatField()
    longitude = models.FloatField()
    accuracy = models.FloatField(null=True)
    at = models.DateTimeField()

    class Meta:
        abstract = True


class LastPositionQuerySet(models.QuerySet["LastPosition"]):
    def put(self, session: Any, user: Any, **place: Any) -> None:
        self.update_or_create(session=session, user=user, defaults={**place, "at": clock.now()})


class LastPosition(Position):
    """Where one side was last."""

    objects = LastPositionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "user"], name="one_last_position_per_side")
        ]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.session_id}"


class TrackPoint(Position):
    """One point a minute at most; the sweep removes them after the job's day."""

    class Meta:
        indexes = [models.Index(fields=["at"], name="track_by_age")]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.session_id} at {self.at}"
