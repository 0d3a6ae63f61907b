"""What people are told about a ticket by inbox and e-mail. Never what is internal."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from addons.base.models import Event
from addons.base.workflow.compose import flow_of
from addons.base.workflow.declare import Body
from addons.base.workflow.states import Text
from addons.chat.models import Message
from addons.notifications.points import declare_notice

from . import enquiry_notices
from .audiences import (
    agent_of,
    clock_of,
    customer_of,
    followers_of,
    if_still_time,
    ticket_of,
    who_had_it,
)
from .flow import TicketFlow
from .models import Ticket
from .querysets import watches

__all__ = ["enquiry_notices"]

FIELDS = {
    "number": _("the ticket's number"),
    "subject": _("what it is about"),
    "customer": _("the customer's name"),
    "agent": _("who looks after it"),
    "reason": _("why"),
}


def facts(event: Event) -> dict[str, Any]:
    ticket = ticket_of(event)
    return {
        "number": ticket.number,
        "subject": ticket.subject,
        "customer": ticket.customer.get_full_name(),
        "agent": ticket.agent.get_full_name() if ticket.agent is not None else _("nobody yet"),
        "reason": event.reason,
    }


def facts_with_text(event: Event) -> dict[str, Any]:
    """What was written, if it is for the customer at all."""
    said = Message.objects.filter(pk=event.arguments.get("message"), internal=False).first()
    return facts(event) | {"text": said.text if said is not None else ""}


def facts_of_end(event: Event) -> dict[str, Any]:
    ticket = ticket_of(event)
    return facts(event) | {"summary": ticket.summary, "closes": ticket.closes_at or ""}


def facts_of_clock(event: Event) -> dict[str, Any]:
    found = clock_of(event)
    return facts(event) | {"target": found.get_target_display(), "due": found.due_at or ""}


def facts_of_change(event: Event) -> dict[str, Any]:
    return facts(event) | {"what": flow_of(Ticket).transitions[event.transition].label}


def page_of(event: Event) -> str:
    return ticket_of(event).get_absolute_url()


def is_at_the_desk(user: Any) -> bool:
    return bool(watches(user))


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
    usual: dict[str, Any] = {"fields": FIELDS, "context": facts, "url": page_of}
    declare_notice(
        name, after=after, audience=whom, title=title, subject=subject, text=text, **usual | more
    )


# --- the customer ----------------------------------------------------------------------------

tell(
    "received",
    customer_of,
    after=TicketFlow.submit,
    title=_("We have asked something in your name"),
    subject=_("{number}: {subject}"),
    text=_("We have written down your question. You can follow it and answer on its page."),
)
tell(
    "answered",
    customer_of,
    after=TicketFlow.answer,
    title=_("Support has answered you"),
    subject=_("Answer to {number}: {subject}"),
    # The same for each answer, so that mail programs keep them together.
    mail_subject=_("Re: [{number}] {subject}"),
    text=_("{text}"),
    fields=FIELDS | {"text": _("what was written")},
    context=facts_with_text,
)
tell(
    "waiting",
    customer_of,
    after=TicketFlow.wait,
    title=_("Support waits for your answer"),
    subject=_("{number} waits for your answer"),
    text=_("“{subject}” goes on as soon as you answer."),
)
tell(
    "resolved",
    customer_of,
    after=TicketFlow.resolve,
    title=_("Your question is answered"),
    subject=_("{number} is resolved: {subject}"),
    text=_(
        "{summary}\nIf that does not help, write on its page and it is open again; else it closes "
        "by itself on {closes}. Tell us there how our help was."
    ),
    fields=FIELDS | {"summary": _("what was done"), "closes": _("when it closes by itself")},
    context=facts_of_end,
)
tell(
    "closed",
    customer_of,
    after=TicketFlow.close,
    title=_("A ticket of yours was closed"),
    subject=_("{number} is closed: {subject}"),
    text=_("{reason}\nAn answer on its page within some days opens it again."),
)
tell(
    "silent",
    customer_of,
    after=TicketFlow.fall_silent,
    title=_("A ticket of yours closed by itself"),
    subject=_("{number} is closed: {subject}"),
    text=_(
        "We answered some days ago and have not heard from you since. An answer on its page within "
        "some days opens it again."
    ),
)
tell(
    "merged",
    customer_of,
    after=TicketFlow.merge,
    title=_("Two tickets of yours are one now"),
    subject=_("{number} goes on in another ticket of yours"),
    text=_("You asked the same twice, so we answer you in one place. Nothing you wrote is lost."),
)

# --- those at the desk -----------------------------------------------------------------------

tell(
    "assigned",
    agent_of,
    after=TicketFlow.assign,
    title=_("You get a ticket"),
    subject=_("{number} is yours: {subject}"),
    text=_("{customer} asks for help."),
    concerns=is_at_the_desk,
    channels=("inbox",),
)
tell(
    "heard",
    agent_of,
    after=(TicketFlow.hear, TicketFlow.reply, TicketFlow.reopen),
    title=_("A customer has written"),
    subject=_("{customer} wrote: {subject}"),
    text=_("{number} has a new message."),
    concerns=is_at_the_desk,
    channels=("inbox",),
)
tell(
    "escalated",
    agent_of,
    after=TicketFlow.escalate,
    title=_("A ticket is escalated to you"),
    subject=_("{number} is escalated to you: {subject}"),
    text=_("{reason}"),
    concerns=is_at_the_desk,
)
tell(
    "followed",
    followers_of,
    after=(
        TicketFlow.assign,
        TicketFlow.answer,
        TicketFlow.hear,
        TicketFlow.reply,
        TicketFlow.resolve,
        TicketFlow.close,
        TicketFlow.fall_silent,
        TicketFlow.reopen,
        TicketFlow.escalate,
        TicketFlow.merge,
        TicketFlow.split,
        TicketFlow.breach,
    ),
    title=_("A ticket that you follow has changed"),
    subject=_("{number}: {what} · {subject}"),
    text=_("“{subject}” of {customer}, with {agent}."),
    fields=FIELDS | {"what": _("what happened")},
    context=facts_of_change,
    concerns=is_at_the_desk,
    channels=("inbox",),
)
for name, whom, after, title, subject in (
    (
        "warned",
        if_still_time,
        TicketFlow.warn,
        _("A ticket is soon late"),
        _("{number} is soon late: {target} due {due}"),
    ),
    (
        "breached",
        who_had_it,
        TicketFlow.breach,
        _("A ticket is late"),
        _("{number} is late: {target} was due {due}"),
    ),
):
    tell(
        name,
        whom,
        after=after,
        title=title,
        subject=subject,
        text=_("“{subject}” of {customer}, with {agent}."),
        fields=FIELDS | {"target": _("what was promised"), "due": _("when it is due")},
        context=facts_of_clock,
        concerns=is_at_the_desk,
    )
