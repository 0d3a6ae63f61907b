"""Who is told of what happens to a job. Nobody is written to about what they did themselves."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.auth import get_user_model

from addons.base.models import Event
from addons.providers.models import Provider

from .conditions import steers
from .models import Job, WorkSession
from .points import confirmed_states
from .states import ASSIGNED


def job_of(event: Event) -> Job:
    job: Job = Job.objects.with_people().get(pk=event.record_id)
    return job


def customer_of(event: Event) -> Iterable[int]:
    return but_the_doer(event, job_of(event).customer_id)


def provider_of(event: Event) -> Iterable[int]:
    provider = job_of(event).provider
    return but_the_doer(event, provider.user_id if provider else None)


def both_sides(event: Event) -> Iterable[int]:
    return {*customer_of(event), *provider_of(event)}


def both_sides_at_the_end(event: Event) -> Iterable[int]:
    """Nobody where the work has to be confirmed first: whoever asks for that tells them."""
    return both_sides(event) if event.new_state in confirmed_states() else ()


def former_provider(event: Event) -> Provider | None:
    """Whose work session this event ended, if it took the job from somebody."""
    label = WorkSession._meta.label_lower
    ended = Event.objects.filter(caused_by=event.pk, record_type=label, transition="cancel")
    keys = ended.values_list("record_id", flat=True)
    session = WorkSession.objects.filter(pk__in=list(keys)).select_related("provider").first()
    return session.provider if session else None


def who_had_it(event: Event) -> Iterable[int]:
    former = former_provider(event)
    return but_the_doer(event, former.user_id if former else None)


def dispatchers(event: Event) -> Iterable[int]:
    people = get_user_model()._default_manager.filter(groups__name="dispatcher", is_active=True)
    return but_the_doer(event, *people.values_list("pk", flat=True))


def if_it_must_be_agreed(event: Event) -> Iterable[int]:
    return both_sides(event) if awaits_consent(event) else ()


def if_it_was_moved(event: Event) -> Iterable[int]:
    return () if awaits_consent(event) else both_sides(event)


def awaits_consent(event: Event) -> bool:
    """Whether one side asked for another time, which only the other one can settle."""
    doer = get_user_model()._default_manager.filter(pk=event.actor_id).first()
    return event.new_state == ASSIGNED.key and doer is not None and not steers(doer)


def but_the_doer(event: Event, *people: int | None) -> set[int]:
    return {person for person in people if person not in {None, event.actor_id}}  # type: ignore[misc]


def is_provider(user: Any) -> bool:
    return Provider.objects.filter(user=user).exists()
