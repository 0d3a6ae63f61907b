"""Telling people, in the worker: each at most once for one event and channel.

What failed raises in the end, and so the kernel runs the effect again later; what was sent by then
is in the log and is not sent again.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import F, QuerySet

from addons.base import clock
from addons.base.events.failures import where

from .models import Delivery
from .points import CHANNELS, EMAIL, Notice
from .preferences import wanted_channels
from .rendering import render

if TYPE_CHECKING:
    from addons.base.models import Event

logger = logging.getLogger(__name__)

State = Delivery.State


class NotDelivered(Exception):
    """Some could not be told; the log says who and why."""


def notify(notice: Notice, event: Event) -> None:
    """Tell everybody whom the notice is for and who was not told yet."""
    _prepare(notice, event)
    _settle_interrupted(notice, event)
    open_states = [State.WAITING, State.FAILED]
    deliveries = list(_of(notice, event).filter(state__in=open_states).select_related("user"))
    if not deliveries:
        return
    context = notice.context(event)
    failed = [delivery for delivery in deliveries if not _deliver(notice, delivery, context)]
    if failed:
        raise NotDelivered(f"{len(failed)} of {len(deliveries)}")


def _prepare(notice: Notice, event: Event) -> None:
    """One row for each person and wanted channel, however often we come here."""
    people = get_user_model()._default_manager.filter(
        pk__in=set(notice.audience(event)), is_active=True
    )
    now = clock.now()
    Delivery.objects.bulk_create(
        [
            Delivery(
                event=event,
                notice=notice.key,
                user=person,
                channel=channel,
                created_at=now,
                changed_at=now,
            )
            for person in people.order_by("pk")
            for channel in wanted_channels(notice, person)
        ],
        ignore_conflicts=True,
    )


def _settle_interrupted(notice: Notice, event: Event) -> None:
    """Those at which a worker was stopped: sent again only where that cannot be seen twice."""
    longest = timedelta(seconds=settings.WORKER_TIMEOUT)
    stopped = _of(notice, event).filter(state=State.SENDING, changed_at__lte=clock.now() - longest)
    repeatable = [channel.key for channel in CHANNELS.values() if channel.repeats_safely]
    stopped.filter(channel__in=repeatable).update(state=State.WAITING)
    stopped.exclude(channel__in=repeatable).update(
        state=State.UNKNOWN, error="The worker was stopped while it was sent."
    )


def _deliver(notice: Notice, delivery: Delivery, context: Mapping[str, Any]) -> bool:
    """Send one; False if it has to be tried again."""
    channel = CHANNELS[delivery.channel]
    if not channel.address_of(delivery.user):
        _end(delivery, State.UNREACHABLE, error="")
        return True
    if not _take(delivery):
        return True  # somebody else is at it
    try:
        letter = render(notice, delivery, context)
        channel.send(letter)
    except Exception as error:
        logger.exception("Delivery %s failed", delivery.pk)
        _end(delivery, State.FAILED, error=where(error))
        return False
    _end(delivery, State.SENT, error=letter.remark)
    return True


def _take(delivery: Delivery) -> bool:
    """Say beforehand that it is being sent; the row's state decides who does it."""
    row = Delivery.objects.filter(pk=delivery.pk, state=delivery.state)
    return bool(row.update(state=State.SENDING, attempts=F("attempts") + 1, changed_at=clock.now()))


def _end(delivery: Delivery, state: State, *, error: str) -> None:
    Delivery.objects.filter(pk=delivery.pk).update(state=state, error=error, changed_at=clock.now())


def came_back(delivery: int, *, why: str) -> bool:
    """It was sent, or perhaps sent, and a mail server says that it did not arrive."""
    sent = Delivery.objects.filter(pk=delivery, channel=EMAIL)
    sent = sent.filter(state__in=[State.SENT, State.UNKNOWN])
    return bool(sent.update(state=State.BOUNCED, error=why, changed_at=clock.now()))


def _of(notice: Notice, event: Event) -> QuerySet[Delivery]:
    return Delivery.objects.filter(event=event, notice=notice.key).order_by("pk")
