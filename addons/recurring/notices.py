"""What people are told about a recurring booking by inbox and e-mail."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from addons.base.models import Event
from addons.base.workflow.declare import Body
from addons.base.workflow.states import Text
from addons.notifications.points import declare_notice

from .audiences import (
    both_sides,
    customer_and_dispatchers,
    customer_of,
    if_as_ever,
    if_somebody_else_comes,
    if_the_price_changed,
    occurrence_of,
    provider_of,
    series_of,
)
from .flow import SeriesFlow

FIELDS = {
    "number": _("the recurring booking's number"),
    "service": _("what is to be done"),
    "rhythm": _("how often and when"),
    "customer": _("the customer's name"),
    "reason": _("why"),
}
DATE_FIELDS = FIELDS | {
    "when": _("the date"),
    "provider": _("who usually comes"),
    "total": _("what it costs"),
    "before": _("what it cost before"),
}


class InWords:
    """How often a series comes, in the language of whoever reads it."""

    def __init__(self, event: Event) -> None:
        self.series = series_of(event)

    def __str__(self) -> str:
        return self.series.rhythm


def facts(event: Event) -> dict[str, Any]:
    series = series_of(event)
    return {
        "number": str(series),
        "service": series.category.name,
        "rhythm": InWords(event),
        "customer": series.customer.get_full_name(),
        "reason": event.reason,
    }


def date_facts(event: Event) -> dict[str, Any]:
    date = occurrence_of(event)
    provider = date.instead_of or series_of(event).provider
    return facts(event) | {
        "when": date.at,
        "provider": provider.display_name if provider else _("Anyone near"),
        "total": date.total if date.total is not None else "",
        "before": date.total_before if date.total_before is not None else "",
        "reason": event.reason or date.why_not,
    }


def page_of(event: Event) -> str:
    return series_of(event).get_absolute_url()


def page_of_date(event: Event) -> str:
    job = occurrence_of(event).job
    return job.get_absolute_url() if job else page_of(event)


def tell(
    name: str,
    whom: Callable[[Event], Iterable[int]],
    *,
    after: Body | Iterable[Body],
    title: Text,
    subject: Text,
    text: Text,
    **more: Any,
) -> None:
    usual = {"fields": FIELDS, "context": facts, "url": page_of}
    declare_notice(
        name, after=after, audience=whom, title=title, subject=subject, text=text, **usual | more
    )


def tell_of_date(name: str, whom: Callable[[Event], Iterable[int]], **more: Any) -> None:
    tell(name, whom, **{"fields": DATE_FIELDS, "context": date_facts, "url": page_of_date} | more)


tell_of_date(
    "booked",
    if_as_ever,
    after=SeriesFlow.book_next,
    title=_("The next date of a recurring booking is booked"),
    subject=_("{service} is booked for {when}"),
    text=_("{rhythm}: the next {service} is booked for {when} and costs {total}."),
    channels=("inbox",),
)
tell_of_date(
    "somebody_else",
    if_somebody_else_comes,
    after=SeriesFlow.book_next,
    title=_("Somebody else has to come"),
    subject=_("{provider} cannot come on {when}: we ask somebody else"),
    text=_(
        "{provider} cannot come for {service} on {when}: {reason}\n"
        "We ask somebody else near you for this date; it costs {total}. You can choose another "
        "provider or time on the job's page."
    ),
)
tell_of_date(
    "price_changed",
    if_the_price_changed,
    after=SeriesFlow.book_next,
    title=_("A recurring booking costs another price"),
    subject=_("{service} on {when} costs {total}, not {before}"),
    text=_(
        "The next {service} is booked for {when}. It costs {total}; the time before it was "
        "{before}. If that does not suit you, skip the date or end the recurring booking."
    ),
)
tell_of_date(
    "missed",
    customer_of,
    after=SeriesFlow.miss,
    title=_("A date passed before it was booked"),
    subject=_("{service} on {when} was not booked"),
    text=_(
        "We are sorry: {service} on {when} was not booked in time, so nobody came. The dates "
        "after it go on as planned."
    ),
)
tell_of_date(
    "left_out",
    customer_and_dispatchers,
    after=SeriesFlow.leave_out,
    title=_("A date could not be booked"),
    subject=_("{service} on {when} could not be booked"),
    text=_(
        "{service} for {customer} on {when} could not be booked: {reason}\nWe try again for the "
        "date after it."
    ),
)
tell(
    "settled",
    provider_of,
    after=SeriesFlow.settle_on,
    title=_("A customer of yours books regularly"),
    subject=_("{customer} wants {service} regularly"),
    text=_(
        "{rhythm}: {customer} has booked {service} again and again, and you are asked first. You "
        "accept or reject each visit."
    ),
)
tell(
    "provider_left",
    customer_of,
    after=SeriesFlow.step_back,
    title=_("Your usual provider comes no more"),
    subject=_("Your usual provider for {service} comes no more"),
    text=_(
        "{rhythm}: your provider does not come regularly any more. Visits that are accepted stay; "
        "for the next ones we ask somebody else near you."
    ),
)
for name, after, title, subject in (
    ("paused", SeriesFlow.pause, _("A recurring booking is paused"), _("{service} is paused")),
    ("resumed", SeriesFlow.resume, _("A recurring booking goes on"), _("{service} goes on")),
    (
        "changed",
        SeriesFlow.change,
        _("A recurring booking is changed"),
        _("{service} comes at other times"),
    ),
    ("ended", SeriesFlow.end, _("A recurring booking is ended"), _("{service} repeats no more")),
):
    tell(
        name,
        both_sides,
        after=after,
        title=title,
        subject=subject,
        text=_("{service} for {customer}. {rhythm}\nVisits that are booked already stay. {reason}"),
    )
