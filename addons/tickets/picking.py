"""What the console offers first where one chooses among many agents or tickets, and why."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.utils.translation import gettext as _

from .models import AgentProfile, Enquiry, Ticket

Hits = Iterable[tuple[Any, str]]


def free_agents(work: Ticket | Enquiry | None, choices: QuerySet[Any], most: int) -> Hits:
    """Those who are here come first, the least busy of them before others, each with their load."""
    places = {place.person_id: place for place in AgentProfile.objects.with_load()}

    def rank(person: Any) -> tuple[bool, int]:
        place = places.get(person.pk)
        return (place is None or place.availability != "available", place.load if place else 0)

    for person in sorted(choices, key=rank)[:most]:
        place = places.get(person.pk)
        if place is None:
            yield person, _("Has no place at the desk yet")
        else:
            words = {"here": place.get_availability_display(), "number": place.load}
            yield person, _("%(here)s, %(number)s open") % words


def likely_tickets(work: Ticket | Enquiry | None, choices: QuerySet[Any], most: int) -> Hits:
    """The customer's own before all others, the latest first, each with what it is about."""
    own = work.customer_id if work is not None else None
    first = Case(When(customer=own, then=Value(0)), default=Value(1), output_field=IntegerField())
    others = choices.exclude(pk=work.pk) if isinstance(work, Ticket) else choices
    for other in others.select_related("customer").order_by(first, "-pk")[:most]:
        yield other, f"{other.subject} · {other.customer}"
