"""The series' own page, its line on jobs and lists, and the question that a booking asks."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from addons.base.surfaces.portal import RecordView
from addons.base.workflow import Door
from addons.base.workflow.doors import create
from addons.jobs.models import Job
from addons.jobs.points import (
    BOOKING_QUESTIONS,
    JOB_LINKS,
    JOBS_PANELS,
    BookingQuestion,
    JobLink,
    JobsPanel,
)

from .arguments import day_input
from .models import Series
from .rhythm import Every

SHOWN = 20


class SeriesPage(RecordView):
    """One recurring booking, for whichever side looks at it."""

    model = Series

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return render(request, "recurring/portal/series.html", {"record": self.record})


class RepeatQuestion(BookingQuestion):
    """Whether it is for once or comes again."""

    repeat = forms.ChoiceField(
        label=_("How often"),
        required=False,
        choices=[("", _("Just once")), *Every.choices],
        help_text=_("The same time of the day, from the same person if they can come."),
    )
    repeat_until = forms.DateField(label=_("Repeat until"), required=False, widget=day_input())

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        last: date | None = given.get("repeat_until")
        if not given.get("repeat"):
            return given
        if self.at is None:
            text = _("Choose a time above: what repeats cannot be “now” or “as soon as possible”.")
            self.add_error("repeat", text)
        elif last is not None and last <= timezone.localdate(self.at):
            self.add_error("repeat_until", _("Choose a day after the first visit."))
        return given

    def said(self) -> str:
        given = self.cleaned_data
        if not given["repeat"]:
            return ""
        words = {"every": Every(given["repeat"]).label, "last": ""}
        if given["repeat_until"] is None:
            return (
                gettext("%(every)s, until you end it. Each visit costs what it costs then.") % words
            )
        words["last"] = date_format(given["repeat_until"])
        return gettext("%(every)s until %(last)s. Each visit costs what it costs then.") % words

    def carry_out(self, job: Job, *, actor: Any) -> None:
        given = self.cleaned_data
        if given["repeat"]:
            data = {"job": job.pk, "every": given["repeat"], "ends_on": given["repeat_until"]}
            create(Series, actor=actor, data=data, via=Door.PORTAL)


def link_to_series(job: Job, reader: Any) -> JobLink | None:
    series = Series.objects.visible_to(reader).filter(occurrences__job=job).first()
    if series is None:
        return None
    return JobLink(series.rhythm, series.get_absolute_url(), "arrow-repeat")


def series_of(reader: Any) -> dict[str, Any] | None:
    """The person's series that have not ended, for the panel above their jobs."""
    found = Series.objects.of_person(reader).under_way().with_people().order_by("-pk")[:SHOWN]
    return {"series": found} if found else None


BOOKING_QUESTIONS.register("repeat", RepeatQuestion)
JOB_LINKS.register(link_to_series)
JOBS_PANELS.register(JobsPanel("recurring/partials/series_list.html", series_of))
