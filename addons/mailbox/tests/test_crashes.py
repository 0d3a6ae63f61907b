"""A process that dies anywhere between a mail's last byte and its message loses and doubles nothing."""

from __future__ import annotations

import os
import time
from datetime import timedelta

import pytest
from django.db import IntegrityError

from addons.base import clock
from addons.base.events.effects import run_owed_effects
from addons.base.testing.crashes import dies_at
from addons.base.testing.races import at_once, unguarded
from addons.mailbox.models import FiledMail, IncomingMail
from addons.mailbox.schedules import clear_originals
from addons.mailbox.taking import take
from addons.tickets.models import Ticket

from .conftest import answering, hand, letter, said_in

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

RECEIVING = ["mailbox:written", "perform:after-history", "perform:after-effects-owed"]
TAKING = [
    "effects:taken",
    "effects:attempt-counted",
    "perform:after-lock",
    "perform:after-history",
    "mailbox:said",
    "effects:after-work",
]


@pytest.fixture(autouse=True)
def committed(transactional_db: None) -> None:
    """What the other process reads has to be there for it."""


def work_off():
    """Later, when what a dead worker had taken is free again."""
    with clock.travelled(timedelta(hours=1)):
        run_owed_effects()


@pytest.mark.parametrize("point", RECEIVING)
def test_what_was_not_acknowledged_is_handed_over_again_and_said_once(ticket, point, own_store):
    mail = letter(to=answering(ticket), text="Once.")
    assert dies_at(point, lambda: hand(mail))
    assert not IncomingMail.objects.exists()
    hand(mail)
    work_off()
    assert len(list(own_store.rglob("*.eml"))) == 2
    left_behind = (time.time() - 2 * 86400,) * 2
    for file in own_store.rglob("*.eml"):
        os.utime(file, left_behind)
    clear_originals()
    assert len(list(own_store.rglob("*.eml"))) == 1
    assert said_in(ticket).count("Once.") == 1


def test_acknowledged_too_late_it_is_handed_over_again_and_said_once(ticket):
    mail = letter(to=answering(ticket), text="Once.")
    assert dies_at("perform:after-commit", lambda: hand(mail))
    hand(mail)
    work_off()
    assert said_in(ticket).count("Once.") == 1 and IncomingMail.objects.count() == 1


@pytest.mark.parametrize("point", TAKING)
@pytest.mark.parametrize("is_answer", [True, False], ids=["answer", "question"])
def test_what_is_stored_is_said_once_though_its_worker_dies(ticket, point, is_answer):
    hand(letter(to=answering(ticket), text="Once.") if is_answer else letter(text="Once."))
    assert dies_at(point, run_owed_effects)
    work_off()
    filed = FiledMail.objects.get()
    assert said_in(filed.ticket).count("Once.") == 1
    assert Ticket.objects.count() == (1 if is_answer else 2)
    assert IncomingMail.objects.get().state == "taken"


def test_handed_over_by_many_servers_at_once_it_is_one(ticket):
    mail = letter(to=answering(ticket), text="Once.")
    answers = at_once(8, lambda number: hand(mail))
    assert {answer.pk for answer in answers} == {IncomingMail.objects.get().pk}
    work_off()
    assert said_in(ticket).count("Once.") == 1


def test_taken_by_many_workers_at_once_it_is_said_once(ticket):
    mail = hand(letter(to=answering(ticket), text="Once."))
    answers = at_once(6, lambda number: take(mail))
    assert answers == [None] * 6
    assert said_in(ticket).count("Once.") == 1 and FiledMail.objects.count() == 1


def test_without_the_guard_only_the_keys_of_the_database_are_left(ticket):
    """The race is real: others get as far as writing the same once more."""
    mail = hand(letter(to=answering(ticket), text="Once."))
    with unguarded():
        answers = at_once(6, lambda number: take(mail))
    assert any(isinstance(answer, IntegrityError) for answer in answers)
    assert said_in(ticket).count("Once.") == 1


def test_without_the_guard_of_the_digest_it_would_be_two(ticket):
    """The race is real: nothing but the digest tells the second from the first."""
    for text in ("Once.", "Once. "):
        hand(letter(to=answering(ticket), text=text, subject=text))
    work_off()
    assert said_in(ticket).count("Once.") == 2
