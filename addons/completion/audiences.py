"""Who is told of what happens to a confirmation; nobody of what they did themselves."""

from __future__ import annotations

from collections.abc import Iterable

from addons.base.models import Event
from addons.jobs.models import Job

from .models import CompletionRequest


def request_of(event: Event) -> CompletionRequest:
    """The confirmation that the event is about."""
    requests = CompletionRequest.objects.with_people().select_related("ticket")
    found: CompletionRequest = requests.get(pk=event.record_id)
    return found


def job_of(event: Event) -> Job:
    job: Job = Job.objects.with_people().get(pk=event.record_id)
    return job


def customer_asked(event: Event) -> Iterable[int]:
    return [request_of(event).job.customer_id]


def provider_asking(event: Event) -> Iterable[int]:
    provider = request_of(event).job.provider
    return [] if provider is None else [provider.user_id]


def both_asked(event: Event) -> Iterable[int]:
    return [*customer_asked(event), *provider_asking(event)]


def agent_asking(event: Event) -> Iterable[int]:
    agent = request_of(event).agent_id
    return [] if agent is None else [agent]


def if_by_themselves(event: Event) -> Iterable[int]:
    """The provider, where the customer gave the answer and not an agent."""
    return provider_asking(event) if request_of(event).responded_at is not None else []


def customer_if_by_themselves(event: Event) -> Iterable[int]:
    return customer_asked(event) if request_of(event).responded_at is not None else []


def if_by_an_agent(event: Event) -> Iterable[int]:
    """Both sides, where an agent gave the answer."""
    return both_asked(event) if request_of(event).responded_at is None else []


def both_sides(event: Event) -> Iterable[int]:
    job = job_of(event)
    people = {job.customer_id, job.provider.user_id if job.provider else None}
    return {person for person in people if person is not None} - {event.actor_id}


def provider_if_just_finished(event: Event) -> Iterable[int]:
    """Of what the customer finished; of what is counted as confirmed years later nobody hears."""
    job = job_of(event)
    is_own = event.actor_id == job.customer_id
    return [job.provider.user_id] if is_own and job.provider is not None else []
