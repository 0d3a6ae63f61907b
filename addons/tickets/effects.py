"""Whoever has settled something has room for what waits; what has ended takes no messages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from addons.base.points import on
from addons.base.workflow import Door
from addons.chat import points as chat

from .assigning import drain
from .enquiry_flow import EnquiryFlow
from .flow import TicketFlow
from .models import Enquiry

if TYPE_CHECKING:
    from addons.base.models import Event


@on(
    TicketFlow.resolve,
    TicketFlow.close,
    TicketFlow.merge,
    TicketFlow.assign,
    TicketFlow.escalate,
    EnquiryFlow.end,
    EnquiryFlow.link,
)
def give_what_waits(event: Event) -> None:
    """After an assignment too: by hand it may have taken the ticket off somebody's desk."""
    if not event.automated:
        drain(via=Door.SCHEDULE)


@on(EnquiryFlow.end, EnquiryFlow.fall_silent, EnquiryFlow.link)
def close_its_talk(event: Event) -> None:
    """Here and not with the step itself: who writes locks the conversation before the enquiry."""
    chat.close(Enquiry.objects.get(pk=event.record_id), readable_until=None)
