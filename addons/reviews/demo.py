"""The demo's reviews, written through the doors with a moved clock. Deterministic."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction

from addons.base import clock
from addons.base.workflow import Door
from addons.base.workflow.doors import create, perform
from addons.jobs.models import Job, WorkSession
from fixtures import read

from .flow import ReviewFlow, ReviewRequestFlow
from .models import Review, ReviewRequest
from .schedules import REMINDER

WRITE = 0.45
ANSWER = 0.6
# The contract's own customer begins with nothing said.
AT_REST = {"asha@example.com"}


def make(*, scale: float) -> str:
    life = Life()
    with transaction.atomic():
        for job in silent_jobs():
            life.write(job)
        life.hide_some()
        remind()
    return f"{Review.objects.count()} reviews"


def silent_jobs() -> list[Job]:
    """Confirmed ones whose customer has said nothing at the finish, the oldest first."""
    rated = WorkSession.objects.exclude(rated_at=None).values("job")
    jobs = Job.objects.confirmed().exclude(pk__in=rated).exclude(provider=None)
    people = jobs.exclude(customer__email__in=AT_REST).filter(customer__is_active=True)
    return list(people.with_people().order_by("state_since", "pk"))


def remind() -> None:
    """Those who have not written by then, each at their time."""
    for request in ReviewRequest.objects.due().order_by("remind_at", "pk"):
        with clock.at(request.remind_at):
            perform(request, ReviewRequestFlow.remind, actor=REMINDER, via=Door.SCHEDULE)


class Life:
    """Draws who writes and who answers."""

    def __init__(self) -> None:
        self.chance = Random("reviews")
        self.said = read("reviews")
        self.stories = {story["description"]: story for story in read("stories")["story"]}
        self.now = clock.now()

    def write(self, job: Job) -> None:
        wants_to, hours = self.chance.random() < WRITE, 1 + 60 * self.chance.random()
        moment = job.state_since + timedelta(hours=hours)
        story = self.stories.get(job.description)
        if not wants_to or story is None or moment > self.now:
            return
        said = self.chance.choice(story["ratings"])
        review = self.publish(job, moment, stars=said["stars"], text=said["text"])
        if self.chance.random() < ANSWER:
            self.answer(review, moment + timedelta(hours=1 + 30 * self.chance.random()))

    def publish(self, job: Job, moment: datetime, **said: Any) -> Review:
        with clock.at(moment):
            data = {"job": job.pk, **said}
            return create(Review, actor=job.customer, data=data, via=Door.PORTAL)

    def answer(self, review: Review, moment: datetime) -> None:
        if moment > self.now:
            return
        data = {"answer": self.chance.choice(self.said["answers"][str(review.stars)])}
        with clock.at(moment):
            perform(
                review,
                ReviewFlow.answer,
                actor=review.provider.user,
                data=data,
                via=Door.PORTAL,
            )

    def hide_some(self) -> None:
        """Some break a rule; staff has seen it the next morning."""
        staff = get_user_model()._default_manager.filter(groups__name="support_manager").first()
        jobs = [job for job in silent_jobs() if not hasattr(job, "review")]
        jobs = [job for job in jobs if job.state_since < self.now - timedelta(days=2)]
        for job, said in zip(jobs[-len(self.said["hidden"]) :], self.said["hidden"], strict=False):
            moment = job.state_since + timedelta(hours=5)
            review = self.publish(job, moment, stars=said["stars"], text=said["text"])
            with clock.at(moment + timedelta(hours=13)):
                data = {"reason": said["reason"]}
                perform(review, ReviewFlow.hide, actor=staff, data=data, via=Door.CONSOLE)
