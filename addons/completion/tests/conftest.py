"""The people of the jobs' tests, and a desk: Kim and Lee answer, Max leads. All through the doors."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from addons.base import clock, uploads
from addons.base.testing.people import make_person
from addons.base.workflow import Door
from addons.base.workflow.doors import perform
from addons.completion.extends.jobs_job import JobCompletion
from addons.completion.models import CompletionRequest
from addons.jobs.flow import JobFlow
from addons.jobs.models import Job
from addons.jobs.tests.conftest import (
    accept,
    accepted,
    alice,
    bob,
    book,
    category,
    dora,
    make_provider,
    mira,
    omar,
    ravi,
    started,
)
from addons.providers.flow import ProviderFlow
from addons.providers.models import Provider
from addons.tickets.tests.conftest import desk, kim, lee, max_

__all__ = [
    "accept",
    "accepted",
    "alice",
    "bob",
    "book",
    "category",
    "desk",
    "dora",
    "kim",
    "lee",
    "make_provider",
    "max_",
    "mira",
    "omar",
    "ravi",
    "started",
]


def do(job: Job, transition: Any, actor: Any, via: Door = Door.REST, **data: Any) -> Job:
    return perform(job, transition, actor=actor, data=data, via=via)


def request_of(job: Job) -> CompletionRequest:
    """The last of the job."""
    return CompletionRequest.objects.of(job).order_by("round").last()


def again(job: Job) -> Job:
    return Job.objects.get(pk=job.pk)


@pytest.fixture
def picture() -> Callable[[Any], Any]:
    """A photo that somebody has uploaded."""

    def picture(person: Any) -> Any:
        out = BytesIO()
        Image.new("RGB", (20, 20)).save(out, "PNG")
        content = uploads.inspect(SimpleUploadedFile("tap.png", out.getvalue()))
        return uploads.keep(content, name="tap.png", actor=person)

    return picture


@pytest.fixture
def asked(started: Job, ravi: Any, desk: Any) -> Job:
    """Ravi has finished and asks Alice."""
    return do(started, JobCompletion.request_completion, ravi.user, note="New seal.")


@pytest.fixture
def finish(book: Callable[..., Job], ravi: Any, desk: Any) -> Callable[..., Job]:
    """A job of Alice's that Ravi has finished."""

    def finish(**booked: Any) -> Job:
        provider = Provider.objects.get(pk=ravi.pk)
        if not provider.is_on_duty:
            perform(provider, ProviderFlow.go_on_duty, actor=ravi.user, via=Door.PORTAL)
        job = do(book(ravi, **booked), JobFlow.accept, ravi.user)
        job = do(job, JobFlow.start, ravi.user, code="")
        return do(job, JobCompletion.request_completion, ravi.user)

    return finish


@pytest.fixture
def later() -> Callable[..., Any]:
    def later(**ahead: float) -> Any:
        return clock.travelled(timedelta(**ahead))

    return later


@pytest.fixture
def silent(asked: Job, kim: Any, later: Callable[..., Any]) -> Job:
    """Alice has not answered; Kim follows it up, 49 hours after it was asked."""
    from addons.completion.schedules import escalate

    with later(hours=49):
        assert escalate() == 1
    return again(asked)


@pytest.fixture
def nina(db: None) -> Any:
    return make_person("Nina", roles=("support_agent",))
