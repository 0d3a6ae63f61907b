"""A process that dies anywhere between question and outcome leaves nothing half done."""

from __future__ import annotations

import pytest

from addons.base.events.chain import breaks_in
from addons.base.models import Event
from addons.base.testing.crashes import dies_at
from addons.completion.extends.jobs_job import JobCompletion
from addons.completion.models import CompletionRequest
from addons.completion.schedules import escalate
from addons.tickets.models import Ticket

from .conftest import again, do, request_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

POINTS = ["perform:after-lock", "perform:after-history", "perform:after-follow-ups"]


@pytest.fixture(autouse=True)
def committed(transactional_db: None) -> None:
    """What the other process reads has to be there for it."""


def assert_holds(record):
    stream = Event.objects.of(record).order_by("sequence")
    assert not list(breaks_in(list(stream), head=(record.version, record.chain)))


@pytest.mark.parametrize("point", POINTS)
def test_a_question_is_asked_whole_or_not_at_all(started, ravi, desk, point):
    assert dies_at(point, lambda: do(started, JobCompletion.request_completion, ravi.user))
    assert again(started).state == "in_progress"
    assert not CompletionRequest.objects.exists()
    do(started, JobCompletion.request_completion, ravi.user)
    assert request_of(started).state == "pending"


@pytest.mark.parametrize("point", [*POINTS, "completion:complained"])
def test_a_no_and_its_ticket_are_one(asked, alice, kim, point):
    def reject():
        return do(asked, JobCompletion.reject_completion, alice, issues="It drips")

    assert dies_at(point, reject)
    assert again(asked).state == "completed"
    assert not Ticket.objects.exists()
    reject()
    assert Ticket.objects.count() == 1
    assert_holds(again(asked))


@pytest.mark.parametrize("point", [*POINTS, "completion:escalated"])
def test_silence_is_followed_up_once_though_the_sweep_dies(asked, kim, later, point):
    with later(hours=49):
        assert dies_at(point, escalate)
        assert request_of(asked).state == "pending"
        assert (escalate(), escalate()) == (1, 0)
    assert Ticket.objects.count() == 1
    assert_holds(again(asked))


@pytest.mark.parametrize("point", [*POINTS, "completion:followed-up"])
def test_an_outcome_is_written_whole_or_not_at_all(silent, kim, point):
    def end():
        data = {"outcome": "customer_confirmed", "notes": "By phone"}
        return do(silent, JobCompletion.complete_by_support, kim, **data)

    assert dies_at(point, end)
    assert (again(silent).state, request_of(silent).state) == ("completed", "escalated")
    end()
    assert (again(silent).state, request_of(silent).state) == ("verified", "approved")
    assert_holds(again(silent))
