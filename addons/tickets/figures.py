"""The desk in figures: of the last days, and of as many days before them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

from django.contrib.auth import get_user_model
from django.db.models import Avg, Count, Q, QuerySet

from addons.base import clock

from .models import Clock, Team, Ticket, TicketCategory
from .states import UNDER_WAY, Target

DAYS: Final = 30
UNDER_WAY_KEYS: Final = [state.key for state in UNDER_WAY]
FIGURES: Final = (
    "created",
    "first_response_s",
    "resolution_s",
    "satisfaction",
    "on_time_percent",
)

Period = tuple[datetime, datetime]
# Key of an agent, team or category, or None for all together → value.
Values = dict[Any, float | None]


def dashboard(*, days: int = DAYS) -> dict[str, Any]:
    now, length = clock.now(), timedelta(days=days)
    periods = (now - length, now), (now - 2 * length, now - length)
    people = get_user_model()._default_manager
    return {
        "days": days,
        "queued": Ticket.objects.queued().count(),
        "overall": rows_of("", periods)[0],
        "agents": rows_of("agent", periods, people.filter(agent_profile__isnull=False)),
        "teams": rows_of("team", periods, Team.objects.all()),
        "categories": rows_of("category", periods, TicketCategory.objects.all()),
    }


def rows_of(
    by: str, periods: tuple[Period, Period], named: QuerySet[Any] | None = None
) -> list[dict[str, Any]]:
    """A row for each of the named, those with the most work first; all in one without `by`."""
    active = grouped(Ticket.objects.filter(state__in=UNDER_WAY_KEYS), by, Count("pk"))
    now, before = (measured(by, period) for period in periods)
    names = {None: ""} if named is None else {one.pk: str(one) for one in named}
    rows: list[dict[str, Any]] = [
        {
            "name": name,
            "active": int(active.get(key) or 0),
            **{
                figure: {"value": now[figure].get(key), "before": before[figure].get(key)}
                for figure in FIGURES
            },
        }
        for key, name in names.items()
    ]
    return sorted(rows, key=lambda row: (-row["active"], row["name"]))


def measured(by: str, period: Period) -> dict[str, Values]:
    since, until = period
    stopped = Clock.objects.filter(stopped_at__gte=since, stopped_at__lt=until)
    through = f"ticket__{by}" if by else ""
    made = Ticket.objects.filter(created_at__gte=since, created_at__lt=until)
    rated = Ticket.objects.filter(satisfaction_at__gte=since, satisfaction_at__lt=until)
    in_time = 100.0 * Count("pk", filter=Q(breached_at=None)) / Count("pk")
    first = stopped.filter(target=Target.FIRST_RESPONSE)
    resolved = stopped.filter(target=Target.RESOLUTION)
    return {
        "created": grouped(made, by, Count("pk")),
        "first_response_s": grouped(first, through, Avg("took_s")),
        "resolution_s": grouped(resolved, through, Avg("took_s")),
        "satisfaction": grouped(rated, by, Avg("satisfaction")),
        "on_time_percent": grouped(stopped, through, in_time) if stopped.exists() else {},
    }


def grouped(rows: QuerySet[Any], by: str, figure: Any) -> Values:
    if not by:
        return {None: plain(rows.aggregate(value=figure)["value"])}
    found = rows.order_by().values(by).annotate(value=figure)
    return {row[by]: plain(row["value"]) for row in found}


def plain(value: Any) -> float | None:
    return None if value is None else round(float(value), 2)
