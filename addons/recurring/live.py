"""What the other side hears at once of a series; its page itself follows the record's own topic."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from addons.base.events.chain import plain
from addons.base.points import tells
from addons.base.workflow.compose import flow_of

from .audiences import both_sides, series_of
from .flow import SeriesFlow
from .models import Series

if TYPE_CHECKING:
    from addons.base.models import Event


@tells(
    SeriesFlow.begin,
    SeriesFlow.settle_on,
    SeriesFlow.skip_next,
    SeriesFlow.change,
    SeriesFlow.pause,
    SeriesFlow.resume,
    SeriesFlow.step_back,
    SeriesFlow.end,
    SeriesFlow.run_out,
)
def tell_the_other_side(event: Event) -> Iterable[tuple[int, dict[str, Any]]]:
    series = series_of(event)
    message = {
        "type": "series_update",
        "event": flow_of(Series).transitions[event.transition].event,
        "series_id": series.pk,
        "message": sentence(event, series),
        "timestamp": plain(event.at),
    }
    for person in both_sides(event):
        yield person, message


def sentence(event: Event, series: Series) -> str:
    sentences = {
        "begin": _("{service} repeats from now on."),
        "settle_on": _("{service}: the same provider comes from now on."),
        "skip_next": _("{service}: the next date is skipped."),
        "change": _("{service} comes at other times."),
        "pause": _("{service} is paused."),
        "resume": _("{service} goes on."),
        "step_back": _("{service}: the usual provider comes no more."),
        "end": _("{service} repeats no more."),
        "run_out": _("{service} repeats no more."),
    }
    return sentences[event.transition].format(service=series.category.name)
