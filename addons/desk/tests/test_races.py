"""Two agents in the same moment, and a worker that sends while somebody takes back."""

from __future__ import annotations

import threading

import pytest
from django.db import connection
from django.db.models import QuerySet

from addons.base import faults
from addons.base.testing.crashes import dies_at
from addons.base.testing.races import at_once
from addons.desk import sending
from addons.desk.models import Draft, HeldReply
from addons.desk.querysets import HeldQuerySet
from addons.desk.schedules import send_what_was_held
from addons.desk.sending import Seen, hold_draft, take_back

from .conftest import reply, said, seen

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 6


@pytest.fixture(autouse=True)
def committed(transactional_db: None) -> None:
    """The people of the other fixtures have to be there for other connections."""


def answer_both(ticket, agents):
    before = seen(ticket)
    return at_once(
        2,
        lambda n: hold_draft(ticket, agent=agents[n], text=f"Me {n}", key=f"both-{n}", seen=before),
    )


def test_of_two_who_answer_at_once_one_is_warned(ticket, kim, lee):
    answers = answer_both(ticket, (kim, lee))
    assert sorted(type(each).__name__ for each in answers) == ["Answered", "HeldReply"], answers
    assert HeldReply.objects.count() == 1


def test_without_the_lock_both_would_go_out(ticket, kim, lee, monkeypatch):
    if connection.vendor == "sqlite":
        pytest.skip("SQLite lets one writer in at a time, with or without the lock.")
    both_looked, look = threading.Barrier(2), sending.require_up_to_date

    def look_and_wait(*args, **kwargs):
        look(*args, **kwargs)
        both_looked.wait(10)

    monkeypatch.setattr(sending, "require_up_to_date", look_and_wait)
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **kwargs: self)
    answers = answer_both(ticket, (kim, lee))
    assert all(isinstance(each, HeldReply) for each in answers), answers


def test_it_is_either_sent_or_taken_back(ticket, kim, later):
    for number in range(ROUNDS):
        text = f"Round {number}"
        held = reply(ticket, kim, text)
        acts = [lambda pk=held.pk: take_back(pk, agent=kim), send_what_was_held, send_what_was_held]
        with later(seconds=9):
            at_once(3, lambda n, acts=acts: acts[n]())
        held.refresh_from_db()
        drafts = Draft.objects.filter(agent=kim, text=text)
        became = (held.outcome, said(ticket).count(text), drafts.count())
        assert became in (("sent", 1, 0), ("taken_back", 0, 1))
        drafts.delete()


def test_without_asking_whether_it_still_waits_it_would_be_both(ticket, kim, later, monkeypatch):
    held = reply(ticket, kim)
    with later(seconds=9):
        send_what_was_held()
    monkeypatch.setattr(HeldQuerySet, "waiting", lambda self: self)
    take_back(held.pk, agent=kim)
    assert said(ticket) == ["On it."] and Draft.objects.filter(agent=kim).exists()


def test_four_workers_send_each_reply_once(ticket, kim, later):
    for number in range(ROUNDS):
        reply(ticket, kim, f"Line {number}", seen=Seen(message=2**40, held=2**40))
    with later(seconds=9):
        at_once(4, lambda n: send_what_was_held())
    assert sorted(said(ticket)) == [f"Line {number}" for number in range(ROUNDS)]


def test_the_same_click_three_times_is_one_reply(ticket, kim):
    before = seen(ticket)
    answers = at_once(
        3, lambda n: hold_draft(ticket, agent=kim, text="Once", key="1", seen=before).pk
    )
    assert len(set(answers)) == 1, answers


@pytest.mark.slow
@pytest.mark.parametrize(
    "point", ["perform:after-lock", "perform:after-body", "perform:after-follow-ups"]
)
def test_a_worker_that_dies_while_it_sends_has_sent_nothing_and_the_next_sends_once(
    ticket, kim, later, point
):
    reply(ticket, kim)
    with later(seconds=9):
        assert dies_at(point, send_what_was_held)
        assert said(ticket) == []
        assert send_what_was_held() == 1
        assert send_what_was_held() == 0
    assert said(ticket) == ["On it."] and not faults._chosen
