"""What time does to series: the next date is booked, a past one written off, the last ends it."""

from __future__ import annotations

import logging

from django.db import OperationalError
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from addons.base import clock
from addons.base.points import scheduled
from addons.base.workflow import Conflict, Door, DoorError, NotFound, System
from addons.base.workflow.bulk import perform_many
from addons.base.workflow.doors import perform
from addons.base.workflow.unit import is_retryable

from .flow import SeriesFlow
from .models import Series

BOOKS_AHEAD = System("recurring.book_ahead")

logger = logging.getLogger(__name__)


class AnotherTookIt(Exception):
    """Somebody else has handled this date, or is working on it."""


@scheduled(every=60, summary=_("Books the next job of recurring bookings ahead of time."))
def book_ahead() -> int:
    return sum(handle(series) for series in Series.objects.due().with_people())


@scheduled(cron="20 * * * *", summary=_("Ends recurring bookings whose last day has passed."))
def end_what_is_over() -> int:
    over, actor = Series.objects.over(), System("recurring.end_what_is_over")
    return perform_many(over, SeriesFlow.run_out, actor=actor, via=Door.SCHEDULE).done


def handle(series: Series) -> int:
    """Work off all the dates that are due; how many. One that fails holds up nobody else."""
    handled = 0
    try:
        # Reasons and lines that are written down are the customer's to read.
        with translation.override(series.customer.language):
            while Series.objects.due().filter(pk=series.pk).exists():
                series = step(series)
                handled += 1
    except AnotherTookIt as late:
        logger.info("%s: left to another sweep: %s", series.topic, late.__cause__)
    except Exception:
        logger.exception("%s: its next date could not be handled", series.topic)
    return handled


def step(series: Series) -> Series:
    """Book the next date. A past one is missed; one that is refused is left out, with the reason."""
    assert series.next_at is not None  # it is due
    on = {"on": series.next_on}
    try:
        if series.next_at <= clock.now():
            return act(series, SeriesFlow.miss, on)
        try:
            return act(series, SeriesFlow.book_next, on)
        except (Conflict, NotFound):
            raise
        except DoorError as refusal:
            return act(series, SeriesFlow.leave_out, on | {"reason": reason_of(refusal)})
    except DoorError as late:
        raise AnotherTookIt from late
    except OperationalError as error:
        if not is_retryable(error):
            raise
        raise AnotherTookIt from error


def act(series: Series, transition: object, data: dict[str, object]) -> Series:
    return perform(series, transition, actor=BOOKS_AHEAD, data=data, via=Door.SCHEDULE)  # type: ignore[arg-type]


def reason_of(refusal: DoorError) -> str:
    texts = [text for texts in getattr(refusal, "errors", {}).values() for text in texts]
    return " ".join(texts) or str(refusal)
