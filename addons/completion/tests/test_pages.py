"""The question on the job's page for either side, above a customer's jobs, and in the console."""

from __future__ import annotations

import pytest
from django.test import Client

from addons.completion.extends.jobs_job import JobCompletion
from addons.completion.tests.conftest import do, request_of
from addons.jobs.models import Job

pytestmark = pytest.mark.django_db

SIGNED_IN_BY = "allauth.account.auth_backends.AuthenticationBackend"


def page(person, url: str) -> str:
    client = Client()
    client.force_login(person, SIGNED_IN_BY)
    answer = client.get(url)
    assert answer.status_code == 200, answer
    return answer.content.decode()


def test_the_customer_reads_what_was_done_sees_photos_and_has_two_buttons(
    started, ravi, alice, picture, desk
):
    photo = picture(ravi.user)
    data = {"note": "New seal.", "photos": [photo.pk]}
    job = do(started, JobCompletion.request_completion, ravi.user, **data)
    shown = page(alice, job.get_absolute_url())
    assert "Ravi has finished. Is everything done?" in shown and "New seal." in shown
    assert f"/files/{photo.pk}/" in shown
    for step in ("approve-completion", "reject-completion"):
        assert f"do/{step}/" in shown
    assert "respond-completion" not in shown
    dialog = page(alice, f"{job.get_absolute_url()}do/approve-completion/")
    assert "You pay Ravi" in dialog
    assert "is everything done?" in page(alice, "/jobs/")


def test_the_provider_reads_until_when_the_customer_can_answer(asked, ravi):
    shown = page(ravi.user, asked.get_absolute_url())
    assert "Alice is asked to confirm" in shown and "do/approve-completion/" not in shown


def test_both_read_what_is_to_be_put_right(asked, alice, ravi):
    job = do(asked, JobCompletion.respond_completion, alice, approved=False, issues="Still drips")
    shown = page(ravi.user, job.get_absolute_url())
    assert "Please put this right" in shown and "Still drips" in shown
    assert "do/request-completion/" in shown and "do/complete/" not in shown
    assert "Nothing is paid before you confirm." in page(alice, job.get_absolute_url())


def test_when_it_is_confirmed_nothing_is_asked(asked, alice):
    job = do(asked, JobCompletion.respond_completion, alice, approved=True)
    shown = page(alice, job.get_absolute_url())
    assert "Is everything done?" not in shown and "Confirmed" in shown


def test_the_support_finds_the_queue_with_attempts_and_one_click(silent, kim):
    do(silent, JobCompletion.log_contact, kim, method="call", reached=False, notes="Engaged")
    queue = page(kim, "/admin/completion/completionrequest/results/?view=follow_up")
    assert "1/3" in queue and "do/log-contact/" in queue
    request = request_of(silent)
    own = page(kim, f"/admin/completion/completionrequest/{request.pk}/")
    assert "Engaged" in own and "Text message: no answer" in own and "End the follow-up" in own
    of_job = page(kim, f"/admin/jobs/job/{silent.pk}/")
    assert "Engaged" in of_job
    assert "1/3" in page(kim, "/admin/completion/completionrequest/board/")


def test_one_click_writes_an_attempt_down_and_a_second_one_is_told_so(silent, kim):
    client = Client()
    client.force_login(kim, SIGNED_IN_BY)
    url = f"/admin/jobs/job/{silent.pk}/do/log-contact/"
    data = {"method": "call", "version": Job.objects.get(pk=silent.pk).version}
    assert client.post(url, data).status_code == 303
    assert client.post(url, data).status_code == 409
    assert request_of(silent).failed_attempts == 1
