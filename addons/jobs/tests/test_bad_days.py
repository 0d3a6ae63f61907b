"""What happens meanwhile: off duty, suspended, switched off, a moved clock, wrong files."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from addons.base import clock
from addons.base.models import Attachment, Event
from addons.base.uploads import inspect, keep
from addons.base.workflow import Conflict, Door, Invalid
from addons.base.workflow.doors import perform
from addons.jobs.flow import JobFlow
from addons.jobs.models import Job
from addons.jobs.schedules import expire_offers
from addons.providers.flow import ProviderFlow

pytestmark = pytest.mark.django_db


def do(record, transition, actor, **data):
    return perform(record, transition, actor=actor, data=data, via=Door.PORTAL)


def sent(name, content, who):
    return keep(inspect(SimpleUploadedFile(name, content)), name=name, actor=who)


def picture():
    out = BytesIO()
    Image.new("RGB", (40, 30), "teal").save(out, format="JPEG")
    return out.getvalue()


def test_a_customer_on_the_phone_follows_the_job_that_was_booked_for_them(book, ravi, bob, dora):
    job = book(ravi, by=dora, customer=bob.pk)
    assert Job.objects.visible_to(bob).get() == job
    assert do(job, JobFlow.cancel, bob, reason="Not needed").cancelled_as == "seeker"


def test_who_goes_off_duty_may_still_take_what_they_were_offered(book, ravi, accept):
    job = book(ravi)
    do(ravi, ProviderFlow.go_off_duty, ravi.user)
    assert accept(job, ravi).provider == ravi
    ravi.refresh_from_db()
    assert ravi.duty == "off_duty"


def test_who_was_suspended_meanwhile_is_told_why_and_the_next_is_asked(
    book, ravi, mira, dora, accept
):
    job = book(ravi)
    do(ravi, ProviderFlow.suspend, dora, reason="Papers ran out")
    with pytest.raises(Conflict) as refusal:
        accept(job, ravi)
    assert refusal.value.code == "not_verified"
    with clock.travelled(timedelta(minutes=11)):
        expire_offers()
        job.refresh_from_db()
    assert job.provider == mira


def test_a_service_switched_off_meanwhile_ends_no_booking(book, ravi, alice, category, accept):
    job = book(ravi)
    category.is_active = False
    category.save()
    job = do(accept(job, ravi), JobFlow.start, ravi.user)
    assert do(job, JobFlow.complete, alice).is_confirmed
    with pytest.raises(Invalid) as refusal:
        book(ravi)
    assert list(refusal.value.errors) == ["category"]


def test_a_clock_moved_back_makes_no_stay_negative(started, alice):
    with clock.travelled(timedelta(hours=-3)):
        assert do(started, JobFlow.complete, alice).is_confirmed
    assert not Event.objects.filter(seconds_in_previous_state__lt=0).exists()


def test_photos_go_on_the_job(book, ravi, alice):
    job = book(ravi, photos=[sent("tap.jpg", picture(), alice).pk])
    assert [(a.record_type, a.record_id) for a in Attachment.objects.all()] == [
        ("jobs.job", str(job.pk))
    ]


def test_a_photo_that_is_none_is_refused_and_books_nothing(book, ravi, alice):
    note = sent("tap.jpg", b"only words", alice)
    with pytest.raises(Invalid) as refusal:
        book(ravi, photos=[note.pk])
    assert list(refusal.value.errors) == ["photos"]
    assert not Job.objects.exists()


def test_somebody_elses_photo_is_refused(book, ravi, bob):
    with pytest.raises(Invalid) as refusal:
        book(ravi, photos=[sent("tap.jpg", picture(), bob).pk])
    assert list(refusal.value.errors) == ["photos"]
