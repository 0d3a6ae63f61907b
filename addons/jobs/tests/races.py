"""The races around a job: who runs for what, and what must be left when they have run.

Each takes a new job, lets many act at once and says what is wrong. The tests run a few rounds,
`soak/races.py` many, and one test each without the guard, where some must be wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from addons.base import clock
from addons.base.events.verify import breaks
from addons.base.models import Event
from addons.base.testing.races import at_once
from addons.base.workflow import Door, DoorError
from addons.base.workflow.doors import create, perform
from addons.jobs.flow import JobFlow
from addons.jobs.models import Job, Occupied, Offer
from addons.jobs.schedules import ask_further, close_overdue
from addons.providers.flow import ProviderFlow
from addons.providers.models import Provider, ProviderStanding

CROWD = 64


class Field:
    """Who takes part: a customer, two providers near, a dispatcher, and the service."""

    def __init__(
        self, *, customer: Any, providers: list[Provider], dispatcher: Any, category: str
    ) -> None:
        self.customer, self.providers, self.dispatcher = customer, providers, dispatcher
        self.category = category
        self.booked = 0

    def book(self, provider: Provider | None = None, *, day: int | None = None) -> Job:
        """A job for a day of its own, so that one round does not take another's time."""
        self.booked += 1
        at = clock.now() + timedelta(days=1 + (self.booked if day is None else day) % 28)
        data = {
            "category": self.category,
            "provider": (provider or self.providers[0]).pk,
            "description": "The kitchen tap drips.",
            "address": "12 Main Street",
            "latitude": "28.6139",
            "longitude": "77.2090",
            "scheduled_at": at.isoformat(),
            "payment_method": "cash",
        }
        return create(Job, actor=self.customer, data=data, via=Door.PORTAL)

    def accepted(self) -> Job:
        job = self.book()
        return do(job, JobFlow.accept, self.providers[0].user)

    def started(self) -> Job:
        return do(self.accepted(), JobFlow.start, self.providers[0].user)

    def finish(self, job: Job) -> None:
        """Out of the way of the next round."""
        job.refresh_from_db()
        if job.state in ("pending", "assigned"):
            do(job, JobFlow.cancel, self.dispatcher, reason="The round is over")


def do(job: Any, transition: Any, actor: Any, **data: Any) -> Any:
    return perform(job, transition, actor=actor, data=data, via=Door.REST)


def accept(field: Field) -> Iterator[str]:
    """One offer, accepted by many taps."""
    job = field.book()
    user = field.providers[0].user
    answers = at_once(CROWD, lambda _n: do(job, JobFlow.accept, user))
    yield from one_won(answers, "wrong_state")
    yield from told_once(job, "accept")
    field.finish(job)


def finish(field: Field) -> Iterator[str]:
    """Both sides and a dispatcher finish."""
    job = field.started()
    actors = (field.customer, field.providers[0].user, field.dispatcher)
    before = ProviderStanding.objects.get(provider=field.providers[0]).jobs_completed
    answers = at_once(CROWD, lambda n: do(job, JobFlow.complete, actors[n % 3]))
    yield from one_won(answers, "wrong_state")
    yield from told_once(job, "complete")
    after = ProviderStanding.objects.get(provider=field.providers[0]).jobs_completed
    counts = Job.objects.get(pk=job.pk).is_confirmed
    if after != before + counts:
        yield f"{after - before} jobs were counted for one"


def cancel(field: Field) -> Iterator[str]:
    """The customer and a dispatcher cancel."""
    job = field.accepted()
    actors = (field.customer, field.dispatcher)
    answers = at_once(CROWD, lambda n: do(job, JobFlow.cancel, actors[n % 2], reason="No"))
    yield from one_won(answers, "wrong_state")
    yield from told_once(job, "cancel")
    if Occupied.objects.filter(job=job).exists():
        yield "a cancelled job holds time"


def assign(field: Field) -> Iterator[str]:
    """Dispatchers give one job to one provider."""
    job = field.book()
    provider = field.providers[1].pk
    answers = at_once(
        CROWD, lambda _n: do(job, JobFlow.assign, field.dispatcher, provider=provider)
    )
    yield from one_won(answers, "already_assigned")
    yield from told_once(job, "assign")
    field.finish(job)


def reject(field: Field) -> Iterator[str]:
    """The provider says no many times; the next one is asked once."""
    job = field.book()
    user = field.providers[0].user
    answers = at_once(CROWD, lambda _n: do(job, JobFlow.reject, user, reason=""))
    yield from one_won(answers, "offer_closed", "wrong_state")
    yield from told_once(job, "reject", "ask")
    if job.offers.open().count() != 1:
        yield f"{job.offers.open().count()} offers are open"
    field.finish(job)


def expire(field: Field) -> Iterator[str]:
    """Sweeps at once pass one offer on once."""
    job = field.book()
    Offer._plain.filter(job=job).update(expires_at=clock.now())
    answers = at_once(CROWD // 4, lambda _n: (close_overdue(), ask_further()))
    if wrong := [answer for answer in answers if isinstance(answer, Exception)]:
        yield f"a sweep failed: {wrong[0]!r}"
    else:
        done = sum(closed.done for closed, _asked in answers)
        if done != 1:
            yield f"{done} sweeps took it"
        if refused := sum(closed.refused + asked.refused for closed, asked in answers):
            yield f"{refused} sweeps ran into it"
    yield from told_once(job, "lapse", "ask")
    field.finish(job)


def duty(field: Field) -> Iterator[str]:
    """Many taps on the duty switch."""
    provider = field.providers[1]
    provider.refresh_from_db()
    answers = at_once(CROWD, lambda _n: do(provider, ProviderFlow.go_off_duty, provider.user))
    do(Provider.objects.get(pk=provider.pk), ProviderFlow.go_on_duty, provider.user)
    yield from one_won(answers, "already_off_duty")


def slots(field: Field) -> Iterator[str]:
    """Two jobs for the same time of one provider."""
    day = field.booked + 1
    jobs = [field.book(day=day) for _ in range(2)]
    user = field.providers[0].user
    answers = at_once(CROWD, lambda n: do(jobs[n % 2], JobFlow.accept, user))
    yield from one_won(answers, "slot_taken", "wrong_state")
    held = Occupied.objects.filter(job__in=jobs).values("job").distinct().count()
    if held != 1:
        yield f"{held} jobs hold the time of one"
    for job in jobs:
        field.finish(job)


def one_won(answers: list[Any], *codes: str) -> Iterator[str]:
    won = [answer for answer in answers if not isinstance(answer, Exception)]
    lost = [answer for answer in answers if isinstance(answer, DoorError)]
    if len(won) != 1:
        yield f"{len(won)} won"
    if wrong := [error for error in lost if error.code not in codes]:
        yield f"{len(wrong)} heard {wrong[0].code!r}"
    if broken := [a for a in answers if isinstance(a, Exception) and not isinstance(a, DoorError)]:
        yield f"{len(broken)} failed: {broken[0]!r}"


def told_once(job: Job, *transitions: str) -> Iterator[str]:
    for name in transitions:
        told = Event.objects.of(job).filter(transition=name).count()
        if told != 1:
            yield f"{name!r} was told {told} times"
    yield from breaks(record_type="jobs.job")


Race = Callable[[Field], Iterator[str]]
RACES: dict[str, Race] = {
    race.__name__: race for race in (accept, finish, cancel, assign, reject, expire, duty, slots)
}
