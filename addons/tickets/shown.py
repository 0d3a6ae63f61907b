"""A ticket and an enquiry as their customer's pages show them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from addons.base.events.timeline import Moment, timeline
from addons.chat import points as chat
from addons.chat.models import Conversation

from .models import Clock, Enquiry, Ticket
from .related import related_record
from .states import Target

LATEST = 12


@dataclass
class ShownTicket:
    """The ticket through the eyes of one reader."""

    ticket: Ticket
    reader: Any

    @property
    def is_customer(self) -> bool:
        return bool(self.ticket.customer_id == self.reader.pk)

    @property
    def who(self) -> str:
        agent = self.ticket.agent
        return agent.get_full_name() if agent is not None else _("Support")

    @property
    def facts(self) -> list[dict[str, Any]]:
        ticket = self.ticket
        told = [
            (_("Number"), ticket.number),
            (_("Category"), ticket.category.name),
            (_("How urgent"), ticket.get_priority_display()),
            (_("Looked after by"), self.who),
        ]
        return [{"label": label, "text": text} for label, text in told]

    @cached_property
    def next_answer(self) -> Clock | None:
        """The answer that we owe now."""
        ticket = self.ticket
        first = ticket.running_clock(Target.FIRST_RESPONSE)
        owed = first or ticket.running_clock(Target.NEXT_RESPONSE)
        return owed if owed is not None and owed.due_at is not None else None

    @cached_property
    def related(self) -> Any:
        """What it belongs to, if that has a page."""
        found = related_record(self.ticket, self.reader)
        return found if hasattr(found, "get_absolute_url") else None

    @cached_property
    def moments(self) -> list[Moment]:
        return timeline(self.ticket, self.reader, most=LATEST)

    @cached_property
    def chat(self) -> dict[str, Any] | None:
        """The thread as the chat piece takes it."""
        visible = Conversation.objects.visible_to(self.reader)
        conversation = visible.about(self.ticket).first()
        if conversation is None:
            return None
        return chat.shown_to_person(
            conversation,
            self.reader,
            url=reverse("ticket_chat", args=[self.ticket.pk]),
            with_name=self.who,
            ended=_("Nothing more can be written here."),
        )


@dataclass
class ShownEnquiry:
    """The enquiry through the eyes of one reader."""

    enquiry: Enquiry
    reader: Any

    @property
    def who(self) -> str:
        agent = self.enquiry.agent
        return agent.get_full_name() if agent is not None else _("Support")

    @cached_property
    def chat(self) -> dict[str, Any] | None:
        """What was said, as the chat piece takes it."""
        conversation = Conversation.objects.visible_to(self.reader).about(self.enquiry).first()
        if conversation is None:
            return None
        ended = _("This conversation has ended.")
        shown = chat.shown_to_person(
            conversation,
            self.reader,
            url=reverse("enquiry_chat", args=[self.enquiry.pk]),
            with_name=self.who,
            ended=ended,
        )
        # Its talk is closed a moment later than it ends.
        return shown if self.enquiry.goes_on else shown | {"closed": ended}
