"""The pages: written without scripts from the job's page, read by everybody, answered once."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from addons.base import clock
from addons.base.testing.people import make_person
from addons.base.workflow import Door
from addons.base.workflow.doors import create, perform
from addons.jobs.flow import JobFlow
from addons.jobs.models import Job
from addons.jobs.schedules import publish_ratings
from addons.jobs.tests.conftest import booking
from addons.providers import portal
from addons.providers.flow import ProviderFlow
from addons.providers.models import Provider
from addons.reviews.flow import ReviewFlow
from addons.reviews.models import Review

from .conftest import finish, standing

pytestmark = pytest.mark.django_db


def pages_of(person):
    client = Client()
    client.force_login(person)
    return client


def picture(name="tap.jpg"):
    out = BytesIO()
    Image.new("RGB", (40, 30), "teal").save(out, format="JPEG")
    return SimpleUploadedFile(name, out.getvalue(), "image/jpeg")


def hide(review):
    staff = make_person("sara", roles=("support_agent",))
    data = {"reason": "It names a number."}
    return perform(review, ReviewFlow.hide, actor=staff, data=data, via=Door.CONSOLE)


def test_a_customer_reviews_with_a_photo_and_everybody_reads_it(finished, alice, ravi):
    pages = pages_of(alice)
    write = f"/reviews/write/{finished.pk}/"
    assert write in pages.get(f"/jobs/{finished.pk}/").content.decode()
    assert pages.get(write).status_code == 200
    said = {"stars": "5", "text": "Dry again.", "photos": [picture()]}
    page = pages.post(write, said, follow=True).content.decode()
    assert "Your review is public now" in page
    assert "Dry again." in page
    assert write not in page
    review = Review.objects.get()
    anyone = Client()
    public = anyone.get(f"/providers/{ravi.pk}/").content.decode()
    (photo,) = review.photos
    assert all(part in public for part in ("Dry again.", "Alice", f"/files/{photo.pk}/"))
    assert b"".join(anyone.get(f"/files/{photo.pk}/")).startswith(b"\xff\xd8")
    assert standing(ravi) == ("5.00", 1)


def test_what_is_wrong_is_said_and_nothing_is_written(finished, alice):
    pages, write = pages_of(alice), f"/reviews/write/{finished.pk}/"
    answer = pages.post(write, {"stars": "", "text": "Good."})
    assert (answer.status_code, "Choose one to five stars." in answer.content.decode()) == (
        422,
        True,
    )
    text = SimpleUploadedFile("notes.txt", b"Just words.", "text/plain")
    answer = pages.post(write, {"stars": "3", "text": "", "photos": [text]})
    assert (answer.status_code, "JPEG, PNG or WebP" in answer.content.decode()) == (422, True)
    assert not Review.objects.exists()


def test_who_comes_again_reads_what_they_wrote(review, finished, alice):
    pages, write = pages_of(alice), f"/reviews/write/{finished.pk}/"
    assert pages.get(write)["Location"] == review.get_absolute_url()
    answer = pages.post(write, {"stars": "1"})
    assert (answer.status_code, "reviewed this job already" in answer.content.decode()) == (
        409,
        True,
    )


def test_before_the_work_is_confirmed_the_page_leads_back(started, alice):
    answer = pages_of(alice).get(f"/reviews/write/{started.pk}/")
    assert answer["Location"] == started.get_absolute_url()
    assert "How was it with" not in pages_of(alice).get(answer["Location"]).content.decode()


@pytest.mark.parametrize("who", ["ravi", "bob", "dora"])
def test_nobody_else_finds_the_page_to_write(request, finished, who):
    person = request.getfixturevalue(who)
    client = pages_of(getattr(person, "user", person))
    assert client.get(f"/reviews/write/{finished.pk}/").status_code == 404
    assert client.post(f"/reviews/write/{finished.pk}/", {"stars": "5"}).status_code == 404


def test_the_provider_answers_from_their_pages_and_everybody_reads_it(review, ravi):
    pages = pages_of(ravi.user)
    assert "Answer it" in pages.get("/reviews/").content.decode()
    assert review.get_absolute_url() in pages.get(f"/providers/{ravi.pk}/").content.decode()
    said = {"answer": "Thank you."}
    page = pages.post(f"/reviews/{review.pk}/do/answer/", said, follow=True).content.decode()
    assert "Your answer is public now" in page
    assert "Thank you." in Client().get(f"/providers/{ravi.pk}/").content.decode()
    assert "Answer it" not in pages.get("/reviews/").content.decode()


def test_a_hidden_review_stands_nowhere_but_at_its_two_sides(review, alice, ravi):
    hide(review)
    assert "Dry again." not in Client().get(f"/providers/{ravi.pk}/").content.decode()
    for person in (alice, ravi.user):
        page = pages_of(person).get("/reviews/").content.decode()
        assert "Dry again." in page
        assert "Only the two of you" in page


def test_reviews_of_all_kinds_stand_page_by_page_the_latest_first(review, ravi, alice, monkeypatch):
    monkeypatch.setattr(portal, "REVIEWS", 1)
    again = finish(begin(ravi, alice), by=alice, rating_stars=2, rating_description="Late.")
    with clock.travelled(timedelta(hours=73)):
        publish_ratings()
        first = Client().get(f"/providers/{ravi.pk}/")
        second = Client().get(f"/providers/{ravi.pk}/?reviews=2")
    said = [[voice.text for voice in page.context["voices"]] for page in (first, second)]
    assert said == [["Late."], ["Dry again."]]
    assert "?reviews=2#reviews" in first.content.decode()
    assert "?reviews=1#reviews" in second.content.decode()
    assert again.customer == alice


def begin(ravi, alice):
    provider = Provider.objects.get(pk=ravi.pk)
    perform(provider, ProviderFlow.go_on_duty, actor=ravi.user, via=Door.PORTAL)
    job = create(Job, actor=alice, data=booking(ravi), via=Door.PORTAL)
    job = perform(job, JobFlow.accept, actor=ravi.user, via=Door.PORTAL)
    return perform(job, JobFlow.start, actor=ravi.user, data={"code": ""}, via=Door.PORTAL)
