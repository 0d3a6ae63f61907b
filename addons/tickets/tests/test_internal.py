"""An internal note reaches the customer through no door: all of them, one by one."""

from __future__ import annotations

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from addons.base.events.effects import run_owed_effects
from addons.base.live.messages import Heard, Sight
from addons.base.live.topics import grants, missed
from addons.base.models import Event
from addons.base.points import PERSONAL, TELLINGS
from addons.base.uploads import inspect, keep, may_read
from addons.base.workflow.available import available
from addons.base.workflow.compose import flow_of
from addons.chat.points import unread_count
from addons.notifications.models import Notification
from addons.tickets import saying
from addons.tickets.flow import TicketFlow

from .conftest import act, again, write

pytestmark = pytest.mark.django_db

SECRET = "SECRET-NOTE"


@pytest.fixture
def noted(ticket, kim):
    """A ticket with a public answer, and everything that staff may say of it among themselves."""
    write(ticket, kim, "Looking into it.")
    write(ticket, kim, SECRET, internal=True)
    act(ticket, TicketFlow.tag, kim, tags=SECRET)
    act(ticket, TicketFlow.release, kim, reason=SECRET)
    act(ticket, TicketFlow.start, kim)
    done = {"summary": "Done", "resolution_type": "solved", "notes": SECRET}
    act(ticket, TicketFlow.resolve, kim, **done)
    return again(ticket)


@pytest.fixture
def file(ticket, kim):
    content = inspect(SimpleUploadedFile("note.txt", SECRET.encode()))
    file = keep(content, name=f"{SECRET}.txt", actor=kim)
    write(ticket, kim, "See the file", internal=True, files=[file])
    file.refresh_from_db()
    return file


@pytest.fixture
def pages(alice):
    client = Client()
    client.force_login(alice, "allauth.account.auth_backends.AuthenticationBackend")
    return client


def silent(text):
    return SECRET.lower() not in str(text).lower()


@pytest.mark.parametrize(
    "below",
    ["", "?include=status-history", "messages/", "status-history/", "notes/", "transitions/"],
)
def test_not_by_rest(noted, file, pages, below):
    path = f"/api/v1/support/tickets/{noted.pk}/{below}"
    assert silent(pages.get(path).content.decode())
    assert silent(pages.get("/api/v1/support/tickets/").content.decode())


def test_not_by_search(noted, pages):
    found = pages.get("/api/v1/support/tickets/", {"q": SECRET}).json()
    assert found["count"] == 0


def test_not_on_a_page(noted, file, pages):
    page = noted.get_absolute_url()
    for path in ("/support/", page, f"{page}chat/", f"{page}part/status/", f"{page}part/talk/"):
        answer = pages.get(path)
        assert answer.status_code == 200, path
        assert silent(answer.content.decode()), path
    offered = {option.name for option in available(noted, noted.customer)}
    assert offered == {"close", "reopen", "rate"}
    for option in offered:
        assert silent(pages.get(f"{page}do/{option}/").content.decode())


def test_not_as_a_file(file, pages, kim, alice):
    assert pages.get(f"/files/{file.pk}/").status_code == 404
    assert not may_read(file, alice)
    assert may_read(file, kim)


def test_not_by_socket(noted, file, alice):
    thread = saying.thread_of(noted)
    topics = [noted.topic, thread.topic]
    granted = grants(alice, topics)
    assert {grant.sight for grant in granted.values()} == {Sight.TRANSITIONS}
    for topic in topics:
        for event in missed(topic, after=0):
            assert silent(Heard(topic, event).text(granted[topic].sight))
    internal = Event.objects.of(thread).order_by("-sequence").first()
    assert '"kind":"changed"' in Heard(thread.topic, internal).text(Sight.TRANSITIONS)
    for event in Event.objects.of(noted):
        body = flow_of(type(noted)).transitions[event.transition].body
        for telling in (each for each in TELLINGS if each.after is body):
            assert silent(list(telling.tell(event)))


def test_not_by_inbox_nor_mail(noted, file, alice, later):
    with later(days=1):
        run_owed_effects()
    told = Notification.objects.filter(user=alice)
    assert told.exists()
    assert silent(list(told.values()))
    theirs = [letter for letter in mail.outbox if alice.email in letter.to]
    assert theirs
    assert silent([(letter.subject, letter.body, vars(letter)) for letter in theirs])


def test_not_in_what_is_given_out_about_them(noted, file, alice):
    for kind in PERSONAL.values():
        assert silent(list(kind.export(alice))), kind.model


def test_not_in_a_count(ticket, kim, alice):
    before = unread_count(alice)
    write(ticket, kim, SECRET, internal=True)
    assert unread_count(alice) == before


def test_it_neither_answers_nor_moves_the_ticket(ticket, kim, lee):
    version = again(ticket).version
    write(ticket, kim, SECRET, internal=True)
    fresh = again(ticket)
    assert (fresh.version, fresh.state) == (version, "assigned")
    assert ticket.clocks.running().count() == 2
