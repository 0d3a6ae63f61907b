"""Macros at work: every step through its door, whole or not at all, or only tried."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.http import QueryDict
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from addons.base.workflow import Conflict, Door, DoorError
from addons.base.workflow.compose import flow_of
from addons.base.workflow.declare import Transition
from addons.base.workflow.doors import perform
from addons.base.workflow.unit import unit_of_work
from addons.chat.models import Conversation
from addons.tickets.flow import TicketFlow
from addons.tickets.models import Ticket

from . import sending
from .models import HeldReply, Macro, MacroStep
from .placeholders import fill_in
from .sending import Seen
from .states import Kind

SHOWN = 160


@dataclass
class Forecast:
    """What a macro does, or did, to one ticket: a sentence for each step, and why it stopped."""

    ticket: Ticket
    lines: list[str] = field(default_factory=list)
    refusal: str = ""


def run(macro: Macro, ticket: Ticket, *, agent: Any) -> Forecast:
    """Do all steps in the agent's name, in one transaction. A refused one leaves nothing done."""
    forecast = Forecast(ticket)
    try:
        unit_of_work(lambda: take_steps(macro, ticket, agent, forecast))
    except DoorError as refusal:
        forecast.refusal = told(refusal)
    return forecast


def try_out(macro: Macro, ticket: Ticket, *, agent: Any) -> Forecast:
    """The very same, and then taken back by the database: so it says what would happen now."""
    forecast = Forecast(ticket)
    try:
        with transaction.atomic():
            take_steps(macro, ticket, agent, forecast)
            transaction.set_rollback(True)
    except DoorError as refusal:
        forecast.refusal = told(refusal)
    return forecast


def run_for_all(macro: Macro, tickets: Iterable[Ticket], *, agent: Any) -> list[Forecast]:
    return [run(macro, ticket, agent=agent) for ticket in tickets]


def take_steps(macro: Macro, ticket: Ticket, agent: Any, forecast: Forecast) -> None:
    # A new list each time: the outermost unit of work may begin again.
    forecast.lines = []
    sending.require_agent(ticket, agent)
    # The thread before the ticket, as whoever writes in it does.
    thread = sending.thread_of(ticket)
    Conversation.objects.select_for_update(no_key=True).get(pk=thread.pk)
    for step in macro.steps.all():
        forecast.lines.append(sentence(step, ticket, agent))
        ticket = take_step(step, ticket, agent)


def take_step(step: MacroStep, ticket: Ticket, agent: Any) -> Ticket:
    match step.kind:
        case Kind.REPLY | Kind.NOTE:
            text = fill_in(step.given["text"], ticket=ticket, agent=agent)
            is_note = step.kind == Kind.NOTE
            key = uuid.uuid4().hex
            sending.hold(
                ticket, agent=agent, text=text, key=key, seen=all_seen(ticket), internal=is_note
            )
            again: Ticket = Ticket.objects.with_people().get(pk=ticket.pk)
            return again
        case Kind.TAGS:
            tags = [*ticket.tags, *step.given["tags"].split(",")]
            data: Any = {"tags": ", ".join(tags)}
            return perform(ticket, TicketFlow.tag, actor=agent, data=data, via=Door.CONSOLE)
        case _:
            spec = spec_of(step)
            # A form whose fields do not repeat reads a QueryDict and a dictionary alike.
            data = QueryDict(mutable=True)
            for name, values in step.given.items():
                data.setlist(name, values)
            return perform(ticket, spec.name, actor=agent, data=data, via=Door.CONSOLE)


def all_seen(ticket: Ticket) -> Seen:
    """A macro says what it says whatever was written meanwhile; its forecast shows the ticket."""
    thread = sending.thread_of(ticket)
    latest = thread.messages.order_by("-pk").values_list("pk", flat=True).first()
    held = HeldReply.objects.waiting().filter(ticket=ticket).order_by("-pk")
    return Seen(message=latest or 0, held=held.values_list("pk", flat=True).first() or 0)


def spec_of(step: MacroStep) -> Transition:
    """The transition as it is declared now; an addon that brought it may be off."""
    found = flow_of(Ticket).transitions.get(step.transition)
    if found is None:
        raise Conflict(_("A step of this macro is no longer possible here."), code="gone")
    return found


def sentence(step: MacroStep, ticket: Ticket, agent: Any) -> str:
    """What the step does to the ticket."""
    if step.kind in (Kind.REPLY, Kind.NOTE):
        text = Truncator(fill_in(step.given["text"], ticket=ticket, agent=agent)).chars(SHOWN)
        return f"{step.get_kind_display()}: {text}"
    if step.kind == Kind.TAGS:
        return f"{step.get_kind_display()}: {step.given['tags']}"
    spec = spec_of(step)
    given = ", ".join(
        value for values in step.given.values() for value in values if value and len(value) < SHOWN
    )
    return f"{spec.label}: {given}" if given else str(spec.label)


def told(refusal: DoorError) -> str:
    """The reason in one line, with those of single fields."""
    errors = getattr(refusal, "errors", None) or {}
    return " ".join(str(text) for texts in errors.values() for text in texts) or str(refusal)
