"""Asked, answered, asked again; finished by the customer; what each step does and refuses."""

from __future__ import annotations

import pytest

from addons.base.events.reading import status_history
from addons.base.models import Event
from addons.base.workflow import Conflict, Door, Forbidden, Invalid
from addons.base.workflow.doors import create, perform
from addons.completion.extends.jobs_job import JobCompletion
from addons.completion.models import CompletionRequest
from addons.completion.tests.conftest import again, do, request_of
from addons.jobs.flow import JobFlow
from addons.jobs.models import Job
from addons.providers.flow import ProviderFlow
from addons.providers.models import Provider
from addons.tickets.models import Ticket, TicketCategory

pytestmark = pytest.mark.django_db


def test_who_did_the_work_asks_and_the_customer_has_two_days(asked, ravi):
    request = request_of(asked)
    assert (asked.state, request.state, request.round) == ("completed", "pending", 1)
    assert request.requested_by == ravi.user and request.note == "New seal."
    assert (request.deadline - request.requested_at).total_seconds() == 48 * 3600
    assert not asked.is_confirmed and asked.work_sessions.get().state == "completed"


def test_the_category_says_how_long_and_a_change_dates_nothing_anew(asked, category, finish):
    before = request_of(asked).deadline
    category.confirmation_hours, category.minimum_contact_attempts = 12, 1
    category.save()
    assert request_of(asked).deadline == before
    request = request_of(finish())
    assert (request.deadline - request.requested_at).total_seconds() == 12 * 3600
    assert request.attempts_needed == 1


def test_finishing_as_before_asks_too(started, ravi, desk):
    job = do(started, JobFlow.complete, ravi.user)
    assert job.state == "completed" and request_of(job).state == "pending"


def test_a_dispatcher_who_finishes_only_says_so(started, dora, desk):
    job = do(started, JobFlow.complete, dora)
    assert job.state == "completed" and request_of(job).requested_by == dora


def test_a_customer_who_finishes_has_confirmed_in_two_steps(started, alice):
    job = do(started, JobFlow.complete, alice, rating_stars=4)
    assert job.state == "verified" and job.is_confirmed
    rows = status_history(job, alice)[:2]
    assert [row["new_status"] for row in rows] == ["verified", "completed"]
    assert all(row["changed_by"]["id"] == alice.pk for row in rows)
    assert not CompletionRequest.objects.of(job).exists()


def test_only_who_has_the_job_asks(started, mira, alice, dora):
    for person in (mira.user, alice, dora):
        with pytest.raises((Forbidden, Conflict, Exception)) as refused:
            do(started, JobCompletion.request_completion, person)
        assert refused.value.http_status in (403, 404)


def test_approving_confirms_and_is_the_end(asked, alice, ravi):
    job = do(asked, JobCompletion.respond_completion, alice, approved=True, feedback="Good")
    request = request_of(job)
    assert (job.state, request.state) == ("verified", "approved")
    assert request.approved and request.feedback == "Good" and request.responded_at
    ravi.standing.refresh_from_db()
    assert ravi.standing.jobs_completed == 1
    with pytest.raises(Conflict):
        do(job, JobCompletion.reject_completion, alice, issues="It drips again")


def test_nobody_else_answers(asked, ravi, bob, kim, dora):
    for person, status in ((ravi.user, 403), (bob, 404), (kim, 403), (dora, 403)):
        with pytest.raises(Exception) as refused:
            do(asked, JobCompletion.respond_completion, person, approved=True)
        assert refused.value.http_status == status


def test_rejecting_needs_a_word_of_what_is_wrong(asked, alice):
    for issues in ("", "   "):
        with pytest.raises(Invalid) as refused:
            do(asked, JobCompletion.respond_completion, alice, approved=False, issues=issues)
        assert "issues" in refused.value.errors
    assert not Ticket.objects.exists()


def test_rejecting_leads_back_to_work_and_raises_a_ticket(asked, alice, kim):
    TicketCategory.objects.get_or_create(slug="complaint", defaults={"name": "Complaint"})
    job = do(asked, JobCompletion.respond_completion, alice, approved=False, issues="Still drips")
    request, ticket = request_of(job), Ticket.objects.get()
    assert (job.state, request.state, request.approved) == ("in_progress", "rejected", False)
    assert request.ticket == ticket and ticket.description == "Still drips"
    assert (ticket.priority, ticket.category.slug, ticket.customer) == ("high", "complaint", alice)
    assert (ticket.related_type, ticket.related_id) == ("jobs.job", str(job.pk))
    first, second = job.work_sessions.order_by("started_at")
    assert (first.state, second.state) == ("completed", "active")
    assert job.work_completed_at is None and job.completed_as == ""


def test_each_round_is_a_request_of_its_own(asked, alice, ravi, kim):
    job = asked
    for number in (1, 2, 3):
        job = do(job, JobCompletion.reject_completion, alice, Door.PORTAL, issues=f"No {number}")
        job = do(job, JobCompletion.request_completion, ravi.user)
    job = do(job, JobCompletion.approve_completion, alice, Door.PORTAL)
    rounds = CompletionRequest.objects.of(job).order_by("round")
    assert [each.round for each in rounds] == [1, 2, 3, 4]
    assert [each.state for each in rounds] == ["rejected"] * 3 + ["approved"]
    assert job.work_sessions.count() == 4 and Ticket.objects.count() == 3
    ravi.standing.refresh_from_db()
    assert ravi.standing.jobs_completed == 1


def test_a_rejection_that_finds_no_category_is_filed_all_the_same(asked, alice):
    TicketCategory.objects.update(is_active=False)
    do(asked, JobCompletion.reject_completion, alice, Door.PORTAL, issues="Still drips")
    assert Ticket.objects.get().category.slug == "complaint"


def test_who_has_other_work_by_now_can_still_be_told_that_it_is_not_right(
    asked, alice, bob, book, ravi
):
    perform(
        Provider.objects.get(pk=ravi.pk), ProviderFlow.go_on_duty, actor=ravi.user, via=Door.PORTAL
    )
    other = do(book(ravi, by=bob), JobFlow.accept, ravi.user)
    job = do(asked, JobCompletion.reject_completion, alice, Door.PORTAL, issues="Still drips")
    assert (job.state, other.state) == ("in_progress", "assigned")


def test_an_answer_stands_in_the_history_of_both(asked, alice):
    job = do(asked, JobCompletion.approve_completion, alice, Door.PORTAL)
    told = Event.objects.of(job).get(transition="approve_completion")
    caused = Event.objects.of(request_of(job)).get(transition="approve")
    assert caused.caused_by == told.pk and told.actor_id == alice.pk


def test_a_page_shows_one_button_to_finish(started, ravi, alice):
    from addons.base.workflow.available import available

    offered = {option.name for option in available(started, ravi.user, via=Door.PORTAL)}
    assert "request_completion" in offered and "complete" not in offered
    assert "complete" in {option.name for option in available(started, alice, via=Door.PORTAL)}
    perform(started, JobFlow.complete, actor=ravi.user, data={}, via=Door.WEBSOCKET)


def test_a_job_that_is_asked_about_is_not_past_yet(asked, alice):
    assert Job.objects.under_way().get() == asked
    do(asked, JobCompletion.approve_completion, alice, Door.PORTAL)
    assert Job.objects.ended().get() == again(asked)


def test_photos_go_with_the_question(started, ravi, alice, picture):
    photo = picture(ravi.user)
    job = do(started, JobCompletion.request_completion, ravi.user, photos=[photo.pk])
    photo.refresh_from_db()
    assert photo.record_type == "completion.completionrequest"
    assert photo.record_id == str(request_of(job).pk)


def test_a_request_is_not_made_by_hand(asked, alice):
    with pytest.raises(Forbidden):
        create(CompletionRequest, actor=alice, data={"job": asked.pk}, via=Door.REST)
