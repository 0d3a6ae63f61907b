"""Where the two sides are and how far apart: the last place of each, and a thinned track."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from addons.base import clock

from .models import LastPosition, TrackPoint, WorkSession
from .models.position import distance_m

# Below this they stand; a satellite's error alone wanders about so fast.
WALKING_M_S = 0.7
# Streets are longer than the straight line; usual for city grids.
DETOUR = 1.3
TRACK_EVERY = timedelta(minutes=1)


@dataclass(frozen=True)
class Sighting:
    """How far the two sides are apart in metres, seconds to arrive if moving, and the mover's place."""

    distance_m: float
    eta_s: int | None
    latitude: float
    longitude: float

    def as_message(self) -> dict[str, Any]:
        message: dict[str, Any] = {"distance_m": round(self.distance_m, 1)}
        if self.eta_s is not None:
            message["eta_s"] = self.eta_s
        return message | {"position": {"latitude": self.latitude, "longitude": self.longitude}}


def sighted(
    session: WorkSession,
    user: Any,
    *,
    latitude: float,
    longitude: float,
    accuracy: float | None,
) -> Sighting | None:
    """Keep where the person is now; nothing to tell while the other side's place is unknown."""
    before = LastPosition.objects.filter(session=session, user=user).first()
    place = {"latitude": latitude, "longitude": longitude, "accuracy": accuracy}
    LastPosition.objects.put(session, user, **place)
    keep_track(session, user, place)
    other = place_of_the_other(session, user)
    if other is None:
        return None
    apart = distance_m(latitude, longitude, *other)
    return Sighting(apart, eta(before, latitude, longitude, apart=apart), latitude, longitude)


def keep_track(session: WorkSession, user: Any, place: dict[str, Any]) -> None:
    now = clock.now()
    lately = TrackPoint.objects.filter(session=session, user=user, at__gt=now - TRACK_EVERY)
    if not lately.exists():
        TrackPoint.objects.create(session=session, user=user, at=now, **place)


def place_of_the_other(session: WorkSession, user: Any) -> tuple[float, float] | None:
    """Where the other side is; a customer who shares nothing is at the job's address."""
    last = LastPosition.objects.filter(session=session).exclude(user=user).first()
    if last is not None:
        return last.latitude, last.longitude
    if user.pk == session.customer_id:
        return None
    return float(session.job.latitude), float(session.job.longitude)


def eta(
    before: LastPosition | None, latitude: float, longitude: float, *, apart: float
) -> int | None:
    """Seconds to the other side at the pace since the last position; none while standing."""
    if before is None:
        return None
    seconds = (clock.now() - before.at).total_seconds()
    if seconds <= 0:
        return None
    pace = distance_m(before.latitude, before.longitude, latitude, longitude) / seconds
    return round(apart * DETOUR / pace) if pace > WALKING_M_S else None
