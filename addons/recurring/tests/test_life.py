from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from addons.base import clock
from addons.base.workflow import Conflict, Door, Forbidden, NotFound, Refused
from addons.base.workflow.doors import edit, perform
from addons.jobs.flow import JobFlow
from addons.jobs.models import Job
from addons.providers.flow import ProviderFlow
from addons.recurring.flow import SeriesFlow
from addons.recurring.models import Occurrence, Series
from addons.recurring.schedules import BOOKS_AHEAD, book_ahead, end_what_is_over

from .conftest import in_days, repeat

pytestmark = pytest.mark.django_db


def do(record, transition, actor, **data):
    return perform(record, transition, actor=actor, data=data, via=Door.PORTAL)


def outcomes(series):
    return list(series.occurrences.order_by("on").values_list("outcome", flat=True))


def job_of(series, number):
    return series.occurrences.order_by("on")[number].job


def test_the_booking_is_the_first_date_and_who_took_it_is_the_usual_one(series, ravi):
    first = series.occurrences.get()
    assert (first.outcome, first.job.provider, series.provider) == ("booked", ravi, ravi)
    assert series.next_on == first.on + timedelta(days=7)


def test_nothing_is_booked_before_it_is_near(series, sweep):
    assert outcomes(sweep(series, days=1)) == ["booked"]


def test_the_next_date_is_booked_ahead_with_the_same_one_place_and_time(series, sweep, ravi):
    series = sweep(series, days=3)
    first, second = job_of(series, 0), job_of(series, 1)
    assert second.scheduled_at == first.scheduled_at + timedelta(days=7)
    for name in ("customer", "category", "address", "area", "latitude", "lines", "total"):
        assert getattr(second, name) == getattr(first, name)
    assert [offer.provider for offer in second.offers.all()] == [ravi]


def test_a_doubled_sweep_books_once(series, sweep):
    for _ in range(3):
        series = sweep(series, days=3)
    assert outcomes(series) == ["booked", "booked"]
    assert Job.objects.count() == 2


def test_a_sweep_that_died_before_its_end_leaves_nothing_half_done(series, sweep, monkeypatch):
    with monkeypatch.context() as broken:
        broken.setattr(Series, "booking", lambda *_args: 1 / 0)
        series = sweep(series, days=3)
    assert outcomes(series) == ["booked"]
    assert outcomes(sweep(series, days=3)) == ["booked", "booked"]


def test_a_sweep_nine_days_late_writes_off_the_past_and_books_the_next(series, sweep):
    series = sweep(series, days=11)
    assert outcomes(series) == ["booked", "missed", "booked"]
    assert Job.objects.count() == 2
    assert job_of(series, 2).scheduled_at > clock.now()


def test_who_is_taken_then_is_replaced_for_this_date_only(series, sweep, book, accept, ravi, mira):
    at = in_days(9).isoformat()
    accept(book(ravi, scheduled_at=at), ravi)
    series = sweep(series, days=3)
    second = series.occurrences.order_by("on")[1]
    assert second.job.provider == mira
    assert (second.instead_of, bool(second.why_not), series.provider) == (ravi, True, ravi)


def test_who_was_suspended_meanwhile_is_replaced(series, sweep, ravi, mira, dora):
    do(ravi, ProviderFlow.suspend, dora, reason="Papers ran out")
    assert job_of(sweep(series, days=3), 1).provider == mira


def test_with_nobody_near_the_job_waits_for_a_dispatcher(series, sweep, ravi, dora):
    do(ravi, ProviderFlow.suspend, dora, reason="Papers ran out")
    assert job_of(sweep(series, days=3), 1).waits_for_dispatcher_since is not None


def test_each_job_costs_what_it_costs_when_it_is_booked(series, sweep, ravi):
    ravi.services.update(price=600)
    series = sweep(series, days=3)
    first, second = series.occurrences.order_by("on")
    assert second.total_before == first.total < second.total == second.job.total
    assert second.price_changed


def test_a_service_that_is_switched_off_leaves_the_date_out_and_tries_the_next(
    series, sweep, category
):
    category.is_active = False
    category.save()
    series = sweep(series, days=3)
    category.is_active = True
    category.save()
    assert outcomes(sweep(series, days=10)) == ["booked", "left_out", "booked"]


def test_cancelling_one_job_leaves_the_series(series, sweep, alice):
    series = sweep(series, days=3)
    do(job_of(series, 1), JobFlow.cancel, alice, reason="We are away")
    series = sweep(series, days=10)
    assert (series.state, outcomes(series)) == ("running", ["booked"] * 3)


def test_paused_nothing_is_booked_and_going_on_begins_with_the_next(series, sweep, alice):
    series = do(series, SeriesFlow.pause, alice)
    assert outcomes(sweep(series, days=10)) == ["booked"]
    with clock.travelled(timedelta(days=10)):
        series = do(series, SeriesFlow.resume, alice)
        assert series.next_at > clock.now()
        book_ahead()
    assert outcomes(series) == ["booked", "booked"]
    assert job_of(series, 1).scheduled_at == in_days(16)


def test_skipping_cancels_the_next_job_and_keeps_the_rhythm(series, sweep, alice):
    series = do(series, SeriesFlow.skip_next, alice, reason="We are away")
    assert job_of(series, 0).state == "cancelled"
    assert outcomes(sweep(series, days=3)) == ["skipped", "booked"]


def test_skipping_what_is_not_booked_yet_leaves_the_date_out(series, sweep, alice):
    do(job_of(series, 0), JobFlow.cancel, alice, reason="We are away")
    next_on = series.next_on
    series = do(series, SeriesFlow.skip_next, alice)
    assert outcomes(series) == ["booked", "skipped"]
    assert series.next_on == next_on + timedelta(days=7)


def test_a_change_holds_from_the_next_date_on(series, sweep, alice):
    day = (clock.now() + timedelta(days=12)).date()
    data = {"every": "month", "next_on": day.isoformat(), "at": "15:30", "ends_on": ""}
    series = do(series, SeriesFlow.change, alice, **data)
    series = sweep(series, days=6)
    assert timezone.localtime(job_of(series, 1).scheduled_at, series_zone(series)).hour == 15
    assert (series.every, outcomes(series)) == ("month", ["booked", "booked"])


def series_zone(series):
    return ZoneInfo(series.time_zone)


def test_it_ends_by_itself_after_its_last_day(booked, ravi, accept, alice, sweep):
    last = in_days(10).date()
    series = repeat(accept(booked(ravi), ravi), by=alice, ends_on=last.isoformat())
    series = sweep(series, days=8)
    assert (series.next_on, outcomes(series)) == (None, ["booked", "booked"])
    with clock.travelled(timedelta(days=13)):
        assert end_what_is_over() == 1
    series.refresh_from_db()
    assert series.state == "ended"


def test_an_end_leaves_what_is_booked(series, alice, sweep):
    series = do(sweep(series, days=3), SeriesFlow.end, alice, reason="We move")
    assert outcomes(sweep(series, days=20)) == ["booked", "booked"]
    assert job_of(series, 1).state == "pending"


def test_a_provider_who_stops_coming_is_not_asked_first_and_sees_it_no_more(
    series, sweep, ravi, mira
):
    series = do(series, SeriesFlow.step_back, ravi.user, reason="Too far")
    assert not Series.objects.visible_to(ravi.user).exists()
    series = sweep(series, days=3)
    assert series.occurrences.order_by("on")[1].instead_of is None


def test_whoever_takes_the_first_of_anyone_near_comes_again(booked, alice, ravi, accept, sweep):
    series = repeat(booked(None), by=alice)
    assert series.provider is None
    accept(job_of(series, 0), ravi)
    series = sweep(series, days=3)
    assert series.provider == job_of(series, 1).provider == ravi


def test_as_soon_as_possible_cannot_repeat(book, ravi, alice):
    with pytest.raises(Refused) as refusal:
        repeat(book(ravi), by=alice)
    assert refusal.value.code == "no_time"


def test_a_booking_repeats_once_only(series, alice):
    with pytest.raises(Refused) as refusal:
        repeat(job_of(series, 0), by=alice)
    assert refusal.value.code == "repeats_already"
    assert Series.objects.count() == 1


def test_only_the_customer_lets_a_booking_repeat(booked, ravi, accept):
    with pytest.raises(Refused) as refusal:
        repeat(accept(booked(ravi), ravi), by=ravi.user)
    assert refusal.value.code == "not_yours"


def test_others_neither_see_nor_touch_it(series, bob, ravi, alice):
    with pytest.raises(NotFound):
        do(series, SeriesFlow.pause, bob)
    with pytest.raises(Forbidden):
        do(series, SeriesFlow.pause, ravi.user)
    with pytest.raises(Forbidden):
        do(series, SeriesFlow.step_back, alice)


def test_a_date_has_one_turn(series, sweep):
    on = {"on": series.next_on}
    series = sweep(series, days=3)
    with pytest.raises((Refused, Conflict)):
        perform(series, SeriesFlow.miss, actor=BOOKS_AHEAD, data=on, via=Door.SCHEDULE)
    assert Occurrence.objects.count() == 2


def test_the_customer_changes_what_is_to_be_done(series, alice, sweep):
    edit(series, actor=alice, data={"description": "The bath tap too."}, via=Door.PORTAL)
    assert job_of(sweep(series, days=3), 1).description == "The bath tap too."


def test_the_time_on_the_customers_wall_stays_over_daylight_saving(booked, ravi, alice, accept):
    alice.time_zone = "Europe/Berlin"
    alice.save()
    series = repeat(accept(booked(ravi), ravi), by=alice)
    for week in range(1, 53):
        with clock.travelled(timedelta(days=7 * week - 4)):
            book_ahead()
    moments = series.occurrences.values_list("at", flat=True)
    walls = {timezone.localtime(at, series_zone(series)).time() for at in moments}
    assert series.occurrences.count() == 53
    assert walls == {series.at}
