"""Who is told of what happens to a consultation. Nobody is written to about what they did."""

from __future__ import annotations

from collections.abc import Iterable

from addons.base.models import Event

from .models import Consultation


def consultation_of(event: Event) -> Consultation:
    found: Consultation = Consultation.objects.with_people().get(pk=event.record_id)
    return found


def customer_of(event: Event) -> Iterable[int]:
    return {consultation_of(event).customer_id} - {event.actor_id}


def consultant_of(event: Event) -> Iterable[int]:
    return {consultation_of(event).provider.user_id} - {event.actor_id}


def both_sides(event: Event) -> Iterable[int]:
    return consultation_of(event).parties - {event.actor_id}


def consultant_who_missed(event: Event) -> Iterable[int]:
    """Only of a request that they did not answer."""
    return consultant_of(event) if event.previous_state == "requested" else ()


def the_customer(event: Event) -> Iterable[int]:
    """Also what they ended themselves: it is their receipt."""
    return {consultation_of(event).customer_id}


def the_consultant(event: Event) -> Iterable[int]:
    return {consultation_of(event).provider.user_id}
