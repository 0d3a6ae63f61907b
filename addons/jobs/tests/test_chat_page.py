"""Talking on the job's page: words, pictures, files, and why something was not sent."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from addons.base import clock
from addons.base.models import Attachment
from addons.base.uploads import may_read
from addons.chat.schedules import expire_conversations
from addons.jobs.models import Job

pytestmark = pytest.mark.django_db

TOO_LONG = "🔧" * 5000


def browser_of(person: Any, *, with_script: bool) -> Client:
    client = Client(headers={"HX-Request": "true"} if with_script else {})
    client.force_login(person)
    return client


def picture(name: str = "leak.png") -> SimpleUploadedFile:
    out = BytesIO()
    Image.new("RGB", (8, 8), "teal").save(out, "PNG")
    return SimpleUploadedFile(name, out.getvalue(), "image/png")


def note() -> SimpleUploadedFile:
    return SimpleUploadedFile("gate.txt", b"The gate code is 1234", "text/plain")


def say(job: Job, person: Any, *, with_script: bool = True, **said: Any) -> Any:
    return browser_of(person, with_script=with_script).post(
        f"{job.get_absolute_url()}chat/", {"text": ""} | said
    )


def page_of(job: Job, person: Any) -> str:
    return text_of(browser_of(person, with_script=False).get(job.get_absolute_url()))


def text_of(answer: Any) -> str:
    return answer.content.decode()


def test_pictures_are_shown_and_files_are_links_to_both_sides(started, alice, ravi):
    sent = say(started, alice, text="It drips here", attachments=[picture(), note()])
    assert sent.status_code == 200
    for page in (text_of(sent), page_of(started, ravi.user)):
        assert page.count('<img src="/files/') == 1
        assert 'alt="leak.png"' in page
        assert "gate.txt</a>" in page


def test_a_picture_needs_no_words(started, alice):
    assert 'alt="leak.png"' in text_of(say(started, alice, attachments=picture()))


def test_only_the_two_sides_see_the_picture(started, alice, ravi, bob):
    say(started, alice, attachments=picture())
    file = Attachment.objects.get(kind="message")
    assert [may_read(file, who) for who in (alice, ravi.user, bob)] == [True, True, False]


def test_without_script_the_form_itself_takes_the_files(started, alice):
    page = page_of(started, alice)
    form = page[page.index('<form class="composer"') :].split("</form>")[0]
    assert 'enctype="multipart/form-data"' in form
    assert 'type="file" name="attachments" multiple' in form
    sent = say(started, alice, with_script=False, attachments=picture())
    assert sent.status_code == 302
    assert 'alt="leak.png"' in page_of(started, alice)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({}, "Write something first"),
        ({"text": TOO_LONG + "🔧"}, "5000"),
        ({"attachments": SimpleUploadedFile("a.png", b"\x89PNG but not", "image/png")}, "JPEG"),
        ({"attachments": [picture(f"{n}.png") for n in range(7)]}, "at most 6"),
    ],
    ids=["nothing", "too long", "no picture", "too many"],
)
def test_a_refusal_is_said_beside_the_form_and_leaves_nothing(started, alice, said, why):
    refused = say(started, alice, **said)
    assert refused.status_code == 422
    fault = text_of(refused).split('role="alert" hx-swap-oob="true">')[1]
    assert why in fault
    assert 'class="bubble' not in page_of(started, alice)


def test_what_was_refused_is_no_more_said_once_it_is_sent(started, alice):
    assert 'hx-swap-oob="true"></p>' in text_of(say(started, alice, text="Hello"))


def test_five_thousand_emoji_are_a_message(started, alice):
    assert TOO_LONG in text_of(say(started, alice, text=TOO_LONG))


def test_without_script_the_page_says_what_is_wrong_with_a_file(started, alice):
    wrong = SimpleUploadedFile("a.png", b"\x89PNG but not", "image/png")
    pages = browser_of(alice, with_script=False)
    address = f"{started.get_absolute_url()}chat/"
    answer = pages.post(address, {"text": "Look", "attachments": wrong}, follow=True)
    assert "Send a JPEG" in text_of(answer)


def test_a_chat_whose_time_has_passed_goes_from_the_open_page(started, alice):
    chat = f"{started.get_absolute_url()}chat/"
    with_script = browser_of(alice, with_script=True)
    with_script.post(f"{started.get_absolute_url()}do/complete/", {"rating_stars": 5})
    with clock.travelled(timedelta(hours=25)):
        expire_conversations()
        answer = with_script.get(chat)
        assert browser_of(alice, with_script=False).get(chat).status_code == 404
    assert (answer.status_code, answer["HX-Reswap"]) == (200, "delete")
