"""Nobody answers: reminded, followed up, tried, completed; each once, at its own time."""

from __future__ import annotations

from datetime import timedelta

import pytest

from addons.base import clock
from addons.base.events.reading import status_history
from addons.base.models import Event
from addons.base.workflow import Conflict, Door, Forbidden, Invalid, Refused
from addons.base.workflow.doors import override, perform
from addons.completion.extends.jobs_job import JobCompletion
from addons.completion.models import CompletionRequest, ContactAttempt
from addons.completion.schedules import complete, end_what_is_decided, escalate, remind, take_in
from addons.completion.tests.conftest import again, do, request_of
from addons.jobs.models import Job
from addons.tickets.models import Ticket

pytestmark = pytest.mark.django_db


def try_in_vain(job, agent, *methods):
    for method in methods or ("call", "sms", "email"):
        do(job, JobCompletion.log_contact, agent, method=method, reached=False, notes="")


# --- reminded --------------------------------------------------------------------------------


def test_the_customer_is_reminded_once_in_the_last_day(asked, later):
    for hours, sent in ((23, 0), (25, 1), (37, 0), (49, 0)):
        with later(hours=hours):
            assert remind() == sent, hours
    told = Event.objects.filter(record_type="completion.completionrequest", transition="remind")
    assert told.count() == 1


def test_who_has_answered_is_not_reminded(asked, alice, later):
    do(asked, JobCompletion.respond_completion, alice, approved=True)
    with later(hours=25):
        assert remind() == 0


# --- followed up -----------------------------------------------------------------------------


def test_before_the_deadline_nothing_happens_and_after_it_once(asked, kim, later):
    with later(hours=47):
        assert escalate() == 0
    with later(hours=49):
        assert (escalate(), escalate()) == (1, 0)
    request, ticket = request_of(asked), Ticket.objects.get()
    assert request.state == "escalated" and request.auto_escalated
    assert request.ticket == ticket and request.agent == ticket.agent == kim
    assert (ticket.related_type, ticket.related_id) == ("jobs.job", str(asked.pk))
    assert again(asked).state == "completed"


def test_nine_days_late_each_step_comes_once_with_its_true_time(asked, kim, later):
    deadline = request_of(asked).deadline
    with later(days=11):
        assert (remind(), escalate(), complete(), escalate()) == (0, 1, 0, 0)
    request = request_of(asked)
    assert request.deadline == deadline
    assert request.escalated_at - deadline > timedelta(days=8)
    assert Ticket.objects.count() == 1


def test_the_customer_still_decides_and_closes_the_follow_up(silent, alice):
    do(silent, JobCompletion.respond_completion, alice, approved=True)
    request = request_of(silent)
    assert (request.state, request.outcome) == ("approved", "customer_confirmed")
    assert request.completed_by == alice and request.approved
    assert Ticket.objects.get().state == "closed"


def test_a_late_no_ends_the_follow_up_and_raises_a_complaint(silent, alice):
    job = do(silent, JobCompletion.respond_completion, alice, approved=False, issues="It drips")
    asked_about, complaint = Ticket.objects.order_by("pk")
    assert job.state == "in_progress"
    assert (asked_about.state, complaint.priority) == ("closed", "high")
    assert request_of(job).ticket == complaint


def test_an_agent_may_ask_before_the_deadline(asked, kim, lee):
    do(asked, JobCompletion.initiate_followup, kim)
    request = request_of(asked)
    assert request.is_followed_up and not request.auto_escalated
    with pytest.raises(Refused):
        do(asked, JobCompletion.initiate_followup, kim)
    do(asked, JobCompletion.initiate_followup, kim, agent=lee.pk)
    assert request_of(asked).agent == lee == Ticket.objects.get().agent


def test_who_has_the_least_to_do_follows_up(asked, kim, lee, alice):
    from addons.tickets.tests.conftest import ask

    ask(alice)  # Kim's
    do(asked, JobCompletion.initiate_followup, kim)
    assert request_of(asked).agent == lee


def test_whoever_begins_follows_up_where_nobody_is_there(asked, nina):
    do(asked, JobCompletion.initiate_followup, nina)
    assert request_of(asked).agent == nina


def test_an_agent_who_closed_the_ticket_does_not_stop_the_customer(silent, alice, kim):
    from addons.tickets.flow import TicketFlow

    ticket = perform(Ticket.objects.get(), TicketFlow.start, actor=kim, via=Door.REST)
    data = {"summary": "Asked", "resolution_type": "solved"}
    ticket = perform(ticket, TicketFlow.resolve, actor=kim, data=data, via=Door.REST)
    perform(ticket, TicketFlow.close, actor=kim, data={}, via=Door.REST)
    job = do(silent, JobCompletion.respond_completion, alice, approved=True)
    assert job.state == "verified"


# --- tried -----------------------------------------------------------------------------------


def test_unreachable_is_refused_before_enough_attempts_have_failed(silent, kim):
    said = {"outcome": "unreachable", "notes": "Nobody there"}
    try_in_vain(silent, kim, "call", "sms")
    do(silent, JobCompletion.log_contact, kim, method="email", reached=True, notes="Calls back")
    with pytest.raises(Refused) as refused:
        do(silent, JobCompletion.complete_by_support, kim, **said)
    assert refused.value.http_status == 409
    try_in_vain(silent, kim, "in_app")
    job = do(silent, JobCompletion.complete_by_support, kim, **said)
    assert (job.state, request_of(job).state) == ("verified", "auto_approved")
    assert request_of(job).outcome_notes == "Nobody there"


def test_attempts_are_kept_one_by_one_and_never_changed(silent, kim):
    try_in_vain(silent, kim)
    attempts = list(request_of(silent).attempts.all())
    assert [each.method for each in attempts] == ["call", "sms", "email"]
    assert all(each.agent == kim and not each.reached for each in attempts)
    with pytest.raises(TypeError):
        attempts[0].save()
    with pytest.raises(TypeError):
        attempts[0].delete()


def test_an_unknown_method_is_a_wrong_input(silent, kim):
    with pytest.raises(Invalid):
        do(silent, JobCompletion.log_contact, kim, method="pigeon", reached=False, notes="")


def test_contacts_are_logged_once_it_is_followed_up(asked, kim):
    with pytest.raises(Conflict) as refused:
        do(asked, JobCompletion.log_contact, kim, method="call", reached=False, notes="")
    assert refused.value.code == "not_followed_up"


@pytest.mark.parametrize(
    ("outcome", "request_state", "job_state"),
    [
        ("customer_confirmed", "approved", "verified"),
        ("customer_disputed", "rejected", "disputed"),
        ("unreachable", "auto_approved", "verified"),
        ("auto_completed", "auto_approved", "verified"),
    ],
)
def test_each_outcome_has_its_end(silent, kim, max_, outcome, request_state, job_state):
    try_in_vain(silent, kim)
    job = do(silent, JobCompletion.complete_by_support, max_, outcome=outcome, notes="So it is")
    request = request_of(job)
    assert (request.state, job.state, request.outcome) == (request_state, job_state, outcome)
    assert request.completed_by == max_ and request.responded_at is None


def test_only_a_manager_completes_without_an_answer(silent, kim):
    said = {"outcome": "auto_completed", "notes": "Long ago"}
    with pytest.raises(Invalid):
        do(silent, JobCompletion.complete_by_support, kim, **said)


# --- completed by itself ---------------------------------------------------------------------


def test_seven_days_after_the_first_attempt_it_completes_by_itself_once(silent, kim, later):
    with later(hours=50):
        try_in_vain(silent, kim)
    with later(hours=50 + 167):
        assert complete() == 0
    with later(hours=50 + 169):
        assert (complete(), complete()) == (1, 0)
    job = again(silent)
    last = status_history(job, kim)[0]
    assert job.state == "verified" and request_of(job).state == "auto_approved"
    assert last["is_automated"] and last["changed_by"] is None
    assert Ticket.objects.get().state == "closed"


def test_too_few_attempts_never_complete_by_themselves(silent, kim, later):
    with later(hours=50):
        try_in_vain(silent, kim, "call", "sms")
    with later(days=40):
        assert complete() == 0
    assert again(silent).state == "completed"


def test_a_changed_rule_dates_no_follow_up_anew(silent, kim, category, later):
    with later(hours=50):
        try_in_vain(silent, kim)
    before = request_of(silent).auto_completes_at
    category.automatic_completion_days = 1
    category.save()
    with later(days=4):
        assert complete() == 0
    assert request_of(silent).auto_completes_at == before


# --- disputed --------------------------------------------------------------------------------


@pytest.fixture
def disputed(silent, kim):
    said = {"outcome": "customer_disputed", "notes": "It drips"}
    return do(silent, JobCompletion.complete_by_support, kim, **said)


def test_a_dispute_is_settled_by_who_leads_the_support(disputed, kim, alice, max_):
    for person in (kim, alice):
        with pytest.raises(Forbidden):
            do(disputed, JobCompletion.settle_dispute, person, outcome="verified", reason="So")
    assert Ticket.objects.get().priority == "high"
    job = do(disputed, JobCompletion.settle_dispute, max_, outcome="verified", reason="It is done")
    assert job.is_confirmed and Ticket.objects.get().state == "closed"


def test_a_dispute_may_lead_back_to_work(disputed, max_, ravi):
    said = {"outcome": "in_progress", "reason": "Come again"}
    job = do(disputed, JobCompletion.settle_dispute, max_, **said)
    assert job.state == "in_progress" and job.work_sessions.active().exists()
    job = do(job, JobCompletion.request_completion, ravi.user)
    assert request_of(job).round == 2


def test_a_dispute_may_end_the_job(disputed, max_):
    said = {"outcome": "cancelled", "reason": "It was never done"}
    assert do(disputed, JobCompletion.settle_dispute, max_, **said).state == "cancelled"


# --- set by hand, and from before ------------------------------------------------------------


def test_what_an_override_decided_is_asked_no_more(asked, dora):
    override(asked, state="verified", actor=dora, notes="They called", via=Door.CONSOLE)
    assert end_what_is_decided() == 1
    assert request_of(asked).state == "auto_approved"


def test_what_an_override_completed_is_asked_about(started, dora, later):
    override(started, state="completed", actor=dora, notes="They called", via=Door.CONSOLE)
    assert (take_in(), take_in()) == (1, 0)
    assert request_of(started).state == "pending"


def test_what_was_completed_long_before_counts_as_confirmed(started, dora, later):
    override(started, state="completed", actor=dora, notes="Of old", via=Door.CONSOLE)
    with later(days=30):
        assert take_in() == 1
    assert again(started).state == "verified"
    assert not CompletionRequest.objects.exists()


def test_the_queue_holds_those_past_their_deadline_the_oldest_first(finish, kim, later):
    jobs = []
    for hours in (0, 1, 2):
        with later(hours=hours):
            jobs.append(finish())
    with later(hours=50, minutes=30):
        escalate()
        queue = CompletionRequest.objects.needs_follow_up()
        assert [each.job_id for each in queue] == [job.pk for job in jobs]
    assert ContactAttempt.objects.count() == 0 and Job.objects.under_way().count() == 3
    assert clock.now() < queue[0].deadline
