"""A customer's data around jobs and talk, given out and forgotten; the books and the chain stay."""

from __future__ import annotations

import pytest

from addons.base.events.chain import breaks_in
from addons.base.models import Event
from addons.base.points import PERSONAL
from addons.base.privacy import forget
from addons.base.workflow import Door
from addons.base.workflow.doors import perform
from addons.chat import points as chat
from addons.chat.models import Conversation, Message
from addons.jobs.flow import JobFlow
from addons.jobs.models import CustomerSearch, Job, LastPosition, Offer, TrackPoint, WorkSession
from addons.jobs.tracking import sighted

pytestmark = pytest.mark.django_db

WORDS = ("The kitchen tap drips", "12 Main Street", "Connaught", "SECRET", "Rude man")


@pytest.fixture
def told(started, alice):
    """A job with all that a customer leaves behind."""
    session = started.work_sessions.get()
    sighted(session, alice, latitude=28.5, longitude=77.1, accuracy=None)
    talk = Conversation.objects.about(session).get()
    chat.say(talk, actor=alice, text="SECRET", via=Door.PORTAL)
    rating = {"rating_stars": 2, "rating_description": "Rude man"}
    return perform(started, JobFlow.complete, actor=alice, data=rating, via=Door.PORTAL)


def everything() -> str:
    tables = (Job, Job.history.model, WorkSession, WorkSession.history.model, Message, Event)
    return str([list(table._base_manager.values()) for table in tables])


def test_everything_kept_of_a_customer_is_given_out(told, alice):
    given = str({name: list(kind.export(alice)) for name, kind in PERSONAL.items()})
    for word in (*WORDS, "28.5"):
        assert word in given


def test_nobody_else_is_given_it(told, bob):
    given = str({name: list(kind.export(bob)) for name, kind in PERSONAL.items()})
    assert not [word for word in WORDS if word in given]


def test_a_forgotten_customer_leaves_no_words_and_no_place(told, alice):
    forget(alice)
    left = everything()
    assert not [word for word in (*WORDS, "28.6139") if word in left]
    for table in (LastPosition, TrackPoint, CustomerSearch):
        assert not table._default_manager.filter(user=alice).exists()


def test_books_and_chain_stay(told, alice):
    told.refresh_from_db()
    before = (told.total, told.state)
    forget(alice)
    told.refresh_from_db()
    assert (told.total, told.state) == before
    for record in (told, told.work_sessions.get()):
        stream = Event.objects.of(record).order_by("sequence")
        assert not list(breaks_in(stream, head=(record.version, record.chain)))
    assert told.work_sessions.get().rating_stars == 2


def test_what_a_dispatcher_wrote_down_on_the_phone_is_forgotten_too(book, ravi, bob, dora):
    book(ravi, by=dora, customer=bob.pk)
    forget(bob)
    left = everything()
    assert not [word for word in WORDS if word in left]


def test_why_a_provider_said_no_goes_with_them(book, ravi):
    job = book(ravi)
    perform(job, JobFlow.reject, actor=ravi.user, data={"reason": "SECRET"}, via=Door.PORTAL)
    assert "SECRET" in str(list(PERSONAL["jobs.Offer"].export(ravi.user)))
    forget(ravi.user)
    offer = job.offers.get(provider=ravi)
    assert (offer.state, offer.reject_reason) == ("rejected", "")
    tables = (Offer, Offer.history.model, Job, Job.history.model, Event)
    assert "SECRET" not in str([list(table._base_manager.values()) for table in tables])
    stream = Event.objects.of(offer).order_by("sequence")
    assert not list(breaks_in(stream, head=(offer.version, offer.chain)))
