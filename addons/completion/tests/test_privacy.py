"""What is given out about a customer, and what is left of one who is forgotten."""

from __future__ import annotations

import pytest

from addons.base.events.chain import breaks_in
from addons.base.models import Event
from addons.base.points import PERSONAL
from addons.base.privacy import forget
from addons.completion.extends.jobs_job import JobCompletion
from addons.completion.models import CompletionRequest, ContactAttempt

from .conftest import do, request_of

pytestmark = pytest.mark.django_db

WORDS = ("Behind the blue door", "Her neighbour answered", "She is content")


@pytest.fixture
def kept(silent, alice, kim):
    """An attempt, a late no, and a second round that ends well."""
    notes = "Her neighbour answered"
    job = do(silent, JobCompletion.log_contact, kim, method="call", reached=False, notes=notes)
    job = do(job, JobCompletion.reject_completion, alice, issues="Behind the blue door")
    provider = job.provider.user
    job = do(job, JobCompletion.request_completion, provider)
    return do(job, JobCompletion.approve_completion, alice, feedback="She is content")


def test_a_customer_is_given_what_they_said_and_nobody_else_is(kept, alice, bob):
    def exported(person):
        return str(list(PERSONAL["completion.CompletionRequest"].export(person)))

    assert "Behind the blue door" in exported(alice)
    assert "Behind the blue door" not in exported(bob)


def test_the_offices_own_notes_are_not_the_customers_to_have(kept, alice):
    given = [
        list(personal.export(alice)) for key, personal in PERSONAL.items() if "completion" in key
    ]
    assert "Her neighbour answered" not in str(given)


def test_a_forgotten_customer_leaves_no_words_and_the_chain_holds(kept, alice):
    forget(alice)
    tables = (CompletionRequest, CompletionRequest.history.model, ContactAttempt, Event)
    left = str([list(table._base_manager.values()) for table in tables])
    assert [word for word in WORDS if word in left] == []
    last = request_of(kept)
    stream = Event.objects.of(last).order_by("sequence")
    assert not list(breaks_in(stream, head=(last.version, last.chain)))
    assert (kept.state, last.state) == ("verified", "approved")
