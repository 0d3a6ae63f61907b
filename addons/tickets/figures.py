"""The desk in figures: of the last days, of as many before them, and week by week."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import Avg, Count, F, Q, QuerySet
from django.db.models.functions import Coalesce, Least, NullIf, TruncWeek

from addons.base import clock

from .models import Clock, Enquiry, Team, Ticket, TicketCategory
from .states import UNDER_WAY, Target

DAYS: Final = 30
WEEKS: Final = 12
WEEK: Final = timedelta(days=7)
UNDER_WAY_KEYS: Final = [state.key for state in UNDER_WAY]

Period = tuple[datetime, datetime]
# Key of an agent, team, category or week, or None for all together → value.
Values = dict[Any, float | None]


@dataclass(frozen=True)
class Measure:
    """A figure: of which rows, at which moment each of them counts, and what is taken of them."""

    rows: Callable[[], QuerySet[Any]]
    at: str
    value: Any
    # How one comes from the rows to their ticket.
    through: str = ""

    def within(self, period: Period) -> QuerySet[Any]:
        since, until = period
        return self.rows().filter(**{f"{self.at}__gte": since, f"{self.at}__lt": until})

    def by(self, what: str, period: Period) -> Values:
        return grouped(self.within(period), f"{self.through}{what}" if what else "", self.value)

    def weekly(self, period: Period) -> Values:
        rows = self.within(period).annotate(week=TruncWeek(self.at, tzinfo=zone()))
        return {week.date(): value for week, value in grouped(rows, "week", self.value).items()}


def stopped(target: Target) -> Callable[[], QuerySet[Any]]:
    return lambda: Clock.objects.filter(target=target)


def decided() -> QuerySet[Any]:
    """Promises that were kept or missed: known when the clock stopped or, if earlier, was due."""
    return Clock.objects.annotate(
        decided_at=Least(Coalesce("stopped_at", "due_at"), Coalesce("due_at", "stopped_at"))
    )


# What was missed is late however late the sweep that notes it.
KEPT: Final = Q(breached_at=None, stopped_at__isnull=False) & (
    Q(due_at=None) | Q(stopped_at__lte=F("due_at"))
)
FIGURES: Final = {
    "created": Measure(Ticket.objects.all, "created_at", Count("pk")),
    "first_response_s": Measure(
        stopped(Target.FIRST_RESPONSE), "stopped_at", Avg("took_s"), "ticket__"
    ),
    "resolution_s": Measure(stopped(Target.RESOLUTION), "stopped_at", Avg("took_s"), "ticket__"),
    "satisfaction": Measure(Ticket.objects.all, "satisfaction_at", Avg("satisfaction")),
    "on_time_percent": Measure(
        decided, "decided_at", 100.0 * Count("pk", filter=KEPT) / NullIf(Count("pk"), 0), "ticket__"
    ),
}


def zone() -> ZoneInfo:
    """Weeks are the deployment's."""
    return ZoneInfo(settings.TIME_ZONE)


def dashboard(*, days: int = DAYS) -> dict[str, Any]:
    now, length = clock.now(), timedelta(days=days)
    periods = (now - length, now), (now - 2 * length, now - length)
    people = get_user_model()._default_manager
    return {
        "days": days,
        "queued": Ticket.objects.queued().count(),
        "enquiries": Enquiry.objects.going_on().count(),
        "overall": rows_of("", periods)[0],
        "weeks": weeks(now),
        "agents": rows_of("agent", periods, people.filter(agent_profile__isnull=False)),
        "teams": rows_of("team", periods, Team.objects.all()),
        "categories": rows_of("category", periods, TicketCategory.objects.all()),
    }


def rows_of(
    by: str, periods: tuple[Period, Period], named: QuerySet[Any] | None = None
) -> list[dict[str, Any]]:
    """A row for each of the named, those with the most work first; all in one without `by`."""
    active = grouped(Ticket.objects.filter(state__in=UNDER_WAY_KEYS), by, Count("pk"))
    before = grouped(active_at(periods[1][1]), by, Count("pk"))
    found = {
        name: [measure.by(by, period) for period in periods] for name, measure in FIGURES.items()
    }
    names = {None: ""} if named is None else {one.pk: str(one) for one in named}
    rows: list[dict[str, Any]] = [
        {
            "name": name,
            "active": int(active.get(key) or 0),
            "active_before": int(before.get(key) or 0),
            **{
                figure: {"value": now.get(key), "before": then.get(key)}
                for figure, (now, then) in found.items()
            },
        }
        for key, name in names.items()
    ]
    return sorted(rows, key=lambda row: (-row["active"], row["name"]))


def active_at(moment: datetime) -> QuerySet[Any]:
    """Those that were under way then; what was opened again since counts as if it had not ended."""
    ended = Q(resolved_at__lte=moment) | Q(closed_at__lte=moment)
    return Ticket.objects.filter(created_at__lte=moment).exclude(ended)


def weeks(now: datetime) -> list[dict[str, Any]]:
    """Each of the last weeks, Monday first, the present one as far as it has come."""
    last = monday(now)
    starts = [last - WEEK * back for back in reversed(range(WEEKS))]
    since = datetime(starts[0].year, starts[0].month, starts[0].day, tzinfo=zone())
    found = {name: measure.weekly((since, now)) for name, measure in FIGURES.items()}
    return [
        {"since": start, **{name: values.get(start) for name, values in found.items()}}
        | {"created": found["created"].get(start) or 0}
        for start in starts
    ]


def monday(now: datetime) -> date:
    today = now.astimezone(zone()).date()
    return today - timedelta(days=today.weekday())


def grouped(rows: QuerySet[Any], by: str, figure: Any) -> Values:
    if not by:
        return {None: plain(rows.aggregate(value=figure)["value"])}
    found = rows.order_by().values(by).annotate(value=figure)
    return {row[by]: plain(row["value"]) for row in found}


def plain(value: Any) -> float | None:
    return None if value is None else round(float(value), 2)
