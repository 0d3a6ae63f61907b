"""Who is told what of a series, in whose language."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail

from addons.base import clock
from addons.base.events.effects import run_owed_effects
from addons.base.models import EffectRun
from addons.base.workflow import Door
from addons.base.workflow.doors import perform
from addons.notifications.models import Notification
from addons.notifications.points import NOTICES
from addons.providers.flow import ProviderFlow
from addons.recurring.flow import SeriesFlow

from .conftest import repeat

pytestmark = pytest.mark.django_db

# After every sweep of these tests.
LATER = timedelta(days=30)


@pytest.fixture
def told():
    """What series told since the last call: pairs of notice and person."""

    def told():
        with clock.travelled(LATER):
            run_owed_effects()
        assert not EffectRun.objects.filter(done_at=None).exists()
        rows = Notification.objects.order_by("pk").values_list("kind", "user__name")
        found = {(kind, name) for kind, name in rows if kind.startswith("recurring.")}
        Notification.objects.all().delete()
        mail.outbox.clear()
        return {(kind.removeprefix("recurring."), name) for kind, name in found}

    return told


def do(series, transition, actor, **data):
    return perform(series, transition, actor=actor, data=data, via=Door.PORTAL)


def test_the_customer_is_told_of_each_booking_once(series, sweep, told):
    assert told() == set()
    sweep(series, days=3)
    assert told() == {("booked", "Alice")}


def test_somebody_else_is_told_with_the_reason_in_the_customers_language(
    series, sweep, told, ravi, mira, dora, alice
):
    perform(
        ravi, ProviderFlow.suspend, actor=dora, data={"reason": "Papers ran out"}, via=Door.CONSOLE
    )
    told()
    sweep(series, days=3)
    with clock.travelled(LATER):
        run_owed_effects()
    letter = Notification.objects.get(kind="recurring.somebody_else")
    assert "Ravi" in letter.title
    assert told() == {("somebody_else", "Alice")}


def test_another_price_is_told_with_both_figures(series, sweep, told, ravi):
    told()
    ravi.services.update(price=600)
    sweep(series, days=3)
    with clock.travelled(LATER):
        run_owed_effects()
    letter = Notification.objects.get(kind="recurring.price_changed")
    assert "708" in letter.title
    assert "590" in letter.title


def test_a_missed_date_is_told(series, sweep, told):
    told()
    sweep(series, days=11)
    assert told() == {("missed", "Alice"), ("booked", "Alice")}


def test_what_could_not_be_booked_is_told_to_the_customer_and_the_dispatchers(
    series, sweep, told, category, dora
):
    told()
    category.is_active = False
    category.save()
    sweep(series, days=3)
    assert told() == {("left_out", "Alice"), ("left_out", "Dora")}


def test_the_provider_who_took_the_first_is_told_that_it_repeats(booked, alice, ravi, accept, told):
    job = booked(None)
    repeat(job, by=alice)
    accept(job, ravi)
    assert told() == {("settled", "Ravi")}


def test_pause_change_and_end_are_told_to_the_other_side(series, alice, dora, told):
    series = do(series, SeriesFlow.pause, alice)
    assert told() == {("paused", "Ravi")}
    series = do(series, SeriesFlow.resume, dora)
    assert told() == {("resumed", "Alice"), ("resumed", "Ravi")}
    day = (clock.now() + timedelta(days=9)).date().isoformat()
    series = do(series, SeriesFlow.change, alice, every="month", next_on=day, at="09:00")
    assert told() == {("changed", "Ravi")}
    do(series, SeriesFlow.end, alice)
    assert told() == {("ended", "Ravi")}


def test_a_provider_who_leaves_is_told_to_the_customer(series, ravi, told):
    do(series, SeriesFlow.step_back, ravi.user)
    assert told() == {("provider_left", "Alice")}


def test_every_notice_names_only_its_own_fields():
    for key, notice in NOTICES.items():
        if key.startswith("recurring."):
            notice.subject.format(**dict.fromkeys(notice.fields, ""))
            notice.text.format(**dict.fromkeys(notice.fields, ""))
