"""What is kept of a customer in recurring bookings, given out and forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from addons.base.events.erase import erase_stream
from addons.base.points import PERSONAL, Personal
from addons.base.workflow import Door, System
from addons.base.workflow.doors import perform

from .flow import SeriesFlow
from .models import Series

PRIVACY = System("privacy")
SHOWN = ("description", "address", "area", "latitude", "longitude")


def series_of(user: Any) -> Iterator[dict[str, Any]]:
    for series in Series.objects.filter(customer=user).select_related("category").order_by("pk"):
        yield {
            "number": str(series),
            "state": series.state,
            "category": series.category.name,
            "rhythm": series.rhythm,
            "starts_on": series.starts_on,
            "ends_on": series.ends_on,
            "created_at": series.created_at,
            **{name: getattr(series, name) for name in SHOWN},
            "dates": list(series.occurrences.order_by("on").values("on", "outcome", "total")),
            "earlier": list(series.history.values("history_date", *SHOWN)),
        }


def forget_series(user: Any) -> None:
    """Nothing repeats any more; what, where and for whom is said no more."""
    mine = Series.objects.filter(customer=user)
    for series in mine.under_way():
        perform(series, SeriesFlow.end, actor=PRIVACY, via=Door.COMMAND)
    for series in mine:
        fresh = perform(series, SeriesFlow.forget, actor=PRIVACY, via=Door.COMMAND)
        series.history.all().update(**{name: getattr(fresh, name) for name in SHOWN})
        erase_stream(series)


PERSONAL.register("recurring.Series", Personal("recurring.Series", series_of, forget_series))
