"""Whoever has settled something has room for what waits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from addons.base.points import on
from addons.base.workflow import Door

from .assigning import drain
from .flow import TicketFlow

if TYPE_CHECKING:
    from addons.base.models import Event


@on(TicketFlow.resolve, TicketFlow.close, TicketFlow.merge, TicketFlow.assign, TicketFlow.escalate)
def give_what_waits(event: Event) -> None:
    """After an assignment too: by hand it may have taken the ticket off somebody's desk."""
    if not event.automated:
        drain(via=Door.SCHEDULE)
