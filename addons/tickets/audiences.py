"""Who is told of what happens to a ticket. Nobody is written to about what they did themselves."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth import get_user_model

from addons.base.models import Event

from .models import Clock, Enquiry, Follower, Ticket
from .querysets import watches


def ticket_of(event: Event) -> Ticket:
    ticket: Ticket = Ticket.objects.with_people().get(pk=event.record_id)
    return ticket


def enquiry_of(event: Event) -> Enquiry:
    enquiry: Enquiry = Enquiry.objects.with_people().get(pk=event.record_id)
    return enquiry


def clock_of(event: Event) -> Clock:
    return Clock.objects.get(pk=event.arguments["which"])


def customer_of(event: Event) -> Iterable[int]:
    return {ticket_of(event).customer_id} - {event.actor_id}


def agent_of(event: Event) -> Iterable[int]:
    agent = ticket_of(event).agent_id
    return () if agent is None else {agent} - {event.actor_id}


def who_has_it(event: Event) -> Iterable[int]:
    """Its agent; of one that nobody has, the lead of its team, or those who lead the desk."""
    ticket = ticket_of(event)
    if ticket.agent_id is not None:
        return {ticket.agent_id} - {event.actor_id}
    if ticket.team is not None and ticket.team.lead_id is not None:
        return {ticket.team.lead_id}
    leads = get_user_model()._default_manager.filter(is_active=True, is_staff=True)
    return set(leads.filter(groups__name="support_manager").values_list("pk", flat=True))


def who_had_it(event: Event) -> Iterable[int]:
    """Of a missed target also the lead of the team."""
    team = ticket_of(event).team
    lead = {team.lead_id} if team is not None and team.lead_id is not None else set()
    return {*who_has_it(event), *lead}


def if_still_time(event: Event) -> Iterable[int]:
    """Of a sweep that is late nobody needs the warning any more."""
    found = clock_of(event)
    is_over = found.due_at is None or found.due_at <= event.at or found.stopped_at is not None
    return () if is_over else who_has_it(event)


def followers_of(event: Event) -> Iterable[int]:
    """Those who follow it and still may read it, but for its agent, who is told anyway, and who did
    it."""
    told = {ticket_of(event).agent_id, event.actor_id}
    followers = Follower.objects.filter(ticket__pk=event.record_id).select_related("person")
    return {each.person_id for each in followers if watches(each.person)} - told


# --- enquiries -------------------------------------------------------------------------------


def writer_of(event: Event) -> Iterable[int]:
    return {enquiry_of(event).customer_id} - {event.actor_id}


def who_answers(event: Event) -> Iterable[int]:
    agent = enquiry_of(event).agent_id
    return () if agent is None else {agent} - {event.actor_id}
