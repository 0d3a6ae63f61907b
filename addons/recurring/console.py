"""Recurring bookings in the console, and what stands of them on a job's page."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from addons.base.points import RECORD_PANELS, in_console
from addons.base.surfaces.console import (
    Day,
    Facts,
    Menu,
    Moment,
    OperableViewSet,
    RecordPanel,
    Value,
    View,
)
from addons.base.surfaces.console.sites import viewset_of
from addons.jobs.models import Job

from .models import Occurrence, Series

SHOWN = 20
AHEAD = 3
RHYTHM = Value("rhythm", _("How often"), sort="every")


@in_console
class SeriesViewSet(OperableViewSet):
    model = Series
    menu = Menu(
        group="work", order=105, icon="bi-arrow-repeat", permission="recurring.watch_series"
    )
    columns = (
        "category",
        "customer",
        RHYTHM,
        "provider",
        Moment("next_at", _("Next to book")),
        Day("ends_on", _("Last day")),
    )
    filters = ("category", "every", "next_at")
    search = ("customer__name", "provider__display_name", "address", "area")
    views = (View(name="under_way", label=_("Not ended"), among="under_way"),)
    card = ("category", "customer", RHYTHM, "provider")
    facts = (
        Facts(_("What"), ("category", "description", "address", "area"), icon="bi-geo-alt"),
        Facts(
            _("When"),
            (
                RHYTHM,
                "time_zone",
                "starts_on",
                Day("ends_on", _("Last day"), empty=_("Until it is ended")),
                Moment("next_at", _("Next to book")),
            ),
            icon="date",
        ),
        Facts(
            _("Who"),
            (
                "customer",
                Value("customer.phone", _("Customer's phone")),
                Value("provider", _("Usual provider"), empty=_("Anyone near")),
            ),
            icon="group",
        ),
    )


def dates_of(series: Series, actor: Any) -> dict[str, Any]:
    handled = series.occurrences.select_related("job").order_by("-at")[:SHOWN]
    return {
        "planned": reversed(series.planned(AHEAD)),
        "handled": [described(each) for each in handled],
    }


def described(occurrence: Occurrence) -> dict[str, Any]:
    job = occurrence.job
    return {
        "at": occurrence.at,
        "outcome": job.state_label if job else occurrence.get_outcome_display(),
        "number": str(job or ""),
        "url": page_of(job) if job else "",
        "total": occurrence.total,
        "why_not": occurrence.why_not,
    }


def series_of(job: Job, actor: Any) -> dict[str, Any] | None:
    series = Series.objects.visible_to(actor).filter(occurrences__job=job).first()
    return {"series": series, "url": page_of(series)} if series else None


def page_of(record: Job | Series) -> str:
    pages = viewset_of(type(record))
    return pages.record_url(record.pk) if pages else ""


RECORD_PANELS.register(
    RecordPanel(
        model="recurring.Series",
        label=_("Dates"),
        template="recurring/console/dates.html",
        context=dates_of,
        icon="date",
    )
)
RECORD_PANELS.register(
    RecordPanel(
        model="jobs.Job",
        label=_("Repeats"),
        template="recurring/console/series.html",
        context=series_of,
        icon="bi-arrow-repeat",
        order=50,
    )
)
