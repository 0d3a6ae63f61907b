"""What people do where the example addon is on, off, and on again; run inside its deployment."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from addons.base import clock
from addons.base.models import EffectRun, Event
from addons.base.points import TOPICS
from addons.base.workflow import Door
from addons.base.workflow.available import Available, available
from addons.base.workflow.doors import perform
from addons.jobs.flow import JobFlow
from addons.jobs.models import Job
from addons.notifications.models import Notification, NotificationTemplate

FAULT = "It drips again"
SETTLED = "Mended once more"


def on() -> None:
    """Each piece of the addon, by the door or the page it belongs to. One job stays claimed."""
    start()
    call_command("demo", scale=0.1)
    # Whoever they are, they read the words that are looked for here.
    get_user_model()._default_manager.update(language="en")
    job, other = Job.objects.filter(state="completed").order_by("-state_since")[:2]
    the_setting_ends_the_warranty(other)
    the_customer_claims_by_the_api(other)
    the_schedule_settles_and_the_customer_reads_of_it(other)
    the_customer_claims(job)
    the_desk_sees_it(job)
    others_transitions_are_wider_and_stricter(job)
    those_who_settle_hear_of_it(job)
    the_effect_has_written(job)


def off() -> None:
    """As if the addon had never been, but for the history; the claimed job has moved on."""
    start()
    job = claimed_last()
    assert job.state == "completed", job.state
    customer, desk = browser_of(job.customer), browser_of(dispatcher())
    page = read(customer, job.get_absolute_url())
    assert "claim-warranty" not in page
    assert "Moved from a state that is gone" in page
    assert FAULT not in read(desk, console(job))
    assert "Never claimed" not in read(desk, "/admin/jobs/job/")
    for address in ("/warranty/", "/api/v1/warranty/claims/"):
        assert customer.get(address).status_code == 404
    assert desk.get("/admin/console/panel/warranty/").status_code == 404
    call_command("sweep")
    call_command("verify")


def on_again() -> None:
    """What was claimed is there, and can be claimed again."""
    start()
    job = claimed_last()
    assert FAULT in read(browser_of(job.customer), "/warranty/")
    assert FAULT in read(browser_of(dispatcher()), console(job))
    the_customer_claims(job)
    browser_of(dispatcher()).post(f"{console(job)}do/settle/", {"version": fresh(job).version})
    assert fresh(job).state == "completed"
    call_command("verify")


def start() -> None:
    """What a deployment runs before its processes."""
    call_command("migrate", verbosity=0)
    call_command("check", databases=["default"])


# --- piece by piece --------------------------------------------------------------------------------


def the_setting_ends_the_warranty(job: Job) -> None:
    decide(days=0)
    answer = claim(job)
    assert answer.status_code == 409
    assert "The warranty is over. Book it as new work." in answer.content.decode()
    decide(days=365)


def the_customer_claims(job: Job) -> None:
    browser, page = browser_of(job.customer), job.get_absolute_url()
    assert f"{page}do/claim-warranty/" in read(browser, page)
    assert claim(job).status_code == 303
    assert "Under warranty" in read(browser, page)
    assert FAULT in read(browser, "/warranty/")
    claims = browser.get("/api/v1/warranty/claims/").json()
    assert {"job": job.pk, "fault": FAULT} in claims


def the_customer_claims_by_the_api(job: Job) -> None:
    address = f"/api/v1/jobs/{job.pk}/claim-warranty/"
    browser = browser_of(job.customer)
    answer = browser.post(address, {"fault": FAULT}, content_type="application/json")
    assert (answer.status_code, fresh(job).state) == (200, "claimed"), answer.content


def the_desk_sees_it(job: Job) -> None:
    desk = browser_of(dispatcher())
    assert FAULT in read(desk, console(job))
    listed = read(desk, "/admin/jobs/job/?state=claimed&unclaimed=false")
    assert FAULT in listed
    assert "Never claimed" in listed
    assert job.number in listed
    assert job.number not in read(desk, "/admin/jobs/job/?unclaimed=true")
    assert job.number in read(desk, "/admin/console/panel/warranty/")


def others_transitions_are_wider_and_stricter(job: Job) -> None:
    asked = offered(job, job.customer)["reschedule"]
    assert (asked.enabled, asked.reason) == (
        False,
        "Our staff arranges when the provider comes again.",
    )
    later = (clock.now() + timedelta(days=40)).isoformat()
    data = {"scheduled_at": later}
    perform(job, JobFlow.reschedule, actor=dispatcher(), via=Door.CONSOLE, data=data)
    assert (fresh(job).state, fresh(job).scheduled_at.isoformat()) == ("claimed", later)


def those_who_settle_hear_of_it(job: Job) -> None:
    topic, event = TOPICS["warranty"], claims().filter(record_id=job.pk).latest("sequence")
    assert list(topic.of_event(event)) == ["all"]
    assert topic.may_hear(dispatcher(), "all")
    assert not topic.may_hear(job.customer, "all")


def the_effect_has_written(job: Job) -> None:
    call_command("sweep", "warranty.settle_old_claims")
    assert fresh(job).state == "claimed"
    written = EffectRun.objects.filter(effect="warranty.tell_the_workshop", done_at__isnull=False)
    assert written.count() == 2


def the_schedule_settles_and_the_customer_reads_of_it(job: Job) -> None:
    """In words that the console has changed."""
    kept = {"notice": "warranty.settled", "channel": "inbox", "language": "en"}
    words = NotificationTemplate.objects.get(**kept)
    address = reverse("notification_texts:edit", args=[words.pk])
    said = {"subject": SETTLED, "text": "See {number}."}
    assert browser_of(person("admin")).post(address, said).status_code == 302
    with clock.travelled(timedelta(days=61)):
        call_command("sweep", "warranty.settle_old_claims")
    assert fresh(job).state == "completed"
    told = Notification.objects.of(job.customer).get(title=SETTLED)
    assert told.text == f"See {job.number}."


# --- who and what ------------------------------------------------------------------------------------


def decide(*, days: int) -> None:
    address = reverse("wagtailsettings:edit", args=["warranty", "warrantypolicy"])
    browser = browser_of(person("admin"))
    page = browser.get(address, follow=True).redirect_chain[-1][0]
    assert browser.post(page, {"days": days}).status_code == 302


def claim(job: Job) -> Any:
    address = f"{job.get_absolute_url()}do/claim-warranty/"
    return browser_of(job.customer).post(address, {"fault": FAULT})


def offered(job: Job, actor: Any) -> dict[str, Available]:
    return {option.name: option for option in available(fresh(job), actor, via=Door.PORTAL)}


def claims() -> Any:
    return Event.objects.filter(record_type="jobs.job", transition="claim_warranty")


def claimed_last() -> Job:
    return Job.objects.get(pk=claims().latest("pk").record_id)


def fresh(job: Job) -> Job:
    return Job.objects.get(pk=job.pk)


def console(job: Job) -> str:
    return f"/admin/jobs/job/{job.pk}/"


def dispatcher() -> Any:
    return person("dispatcher")


def person(name: str) -> Any:
    return get_user_model()._default_manager.get(email=f"{name}@example.com")


def browser_of(person: Any) -> Client:
    browser = Client(SERVER_NAME="localhost")
    browser.force_login(person, "allauth.account.auth_backends.AuthenticationBackend")
    return browser


def read(browser: Client, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return answer.content.decode()
