"""What a talk costs, and when it ends: promises of pure functions over any times and rates."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal as D

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from addons.consultations import charging, timing
from addons.consultations.charging import Funded, Pause, Rate

# The machine may be busy: patience, not a promise of speed.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")

START = datetime(2030, 1, 31, 10, tzinfo=UTC)
FAR = 4 * 3600

UNITS = {0: D(1), 2: D("0.01"), 3: D("0.001")}
rates = st.builds(
    lambda price, increment, free, short, places: Rate(
        per_minute=price,
        increment_s=increment,
        free_s=free * 60,
        short_s=short,
        unit=UNITS[places],
    ),
    st.decimals(min_value=D("0.0001"), max_value=D(500), places=4),
    st.sampled_from([1, 10, 30, 60]),
    st.integers(0, 3),
    st.sampled_from([0, 0, 30]),
    st.sampled_from(sorted(UNITS)),
)
spans = st.timedeltas(timedelta(0), timedelta(seconds=FAR))
gaps = st.lists(
    st.tuples(spans, spans).map(lambda pair: (START + min(pair), START + max(pair))), max_size=5
)


def test_started_minutes_are_charged_at_the_price():
    rate = Rate(per_minute=D("20.00"))
    cost = {s: charging.charge(rate, START, START + timedelta(seconds=s)) for s in (0, 1, 60, 61)}
    assert cost == {0: 0, 1: D(20), 60: D(20), 61: D(40)}


def test_seconds_are_rounded_once_and_not_each():
    rate = Rate(per_minute=D("20.00"), increment_s=1)
    assert charging.charge(rate, START, START + timedelta(seconds=7)) == D("2.33")
    yen = Rate(per_minute=D(20), increment_s=1, unit=D(1))
    assert charging.charge(yen, START, START + timedelta(seconds=7)) == D(2)
    dinar = Rate(per_minute=D("20.000"), increment_s=1, unit=D("0.001"))
    assert charging.charge(dinar, START, START + timedelta(seconds=7)) == D("2.333")


@given(rates, spans, spans, gaps)
def test_it_never_falls_and_is_never_below_zero(rate, one, other, gaps):
    first, last = START + min(one, other), START + max(one, other)
    before = charging.charge(rate, START, first, gaps)
    after = charging.charge(rate, START, last, gaps)
    assert 0 <= before <= after
    assert after == after.quantize(rate.unit)


@given(rates, spans, gaps, gaps)
def test_a_pause_more_never_costs_more(rate, span, gaps, more):
    end = START + span
    assert charging.charge(rate, START, end, [*gaps, *more]) <= charging.charge(
        rate, START, end, gaps
    )


@given(rates, spans, gaps)
def test_all_of_it_paused_costs_nothing(rate, span, gaps):
    whole = (START, START + span)
    assert charging.charge(rate, START, START + span, [*gaps, whole]) == 0


@given(rates, spans)
def test_a_pause_costs_as_if_it_had_not_been(rate, span):
    middle = START + span / 3
    gap = (middle, middle + timedelta(minutes=7))
    end = START + span + timedelta(minutes=7)
    assert charging.charge(rate, START, end, [gap]) == charging.charge(rate, START, START + span)


@given(rates, spans, gaps, st.decimals(min_value=0, max_value=100, places=2))
def test_it_never_costs_more_than_was_funded(rate, span, gaps, funded):
    assert charging.charge(rate, START, START + span, gaps, funded=funded) <= funded


@given(rates, spans, gaps)
def test_the_free_part_is_free(rate, span, gaps):
    if charging.seconds(span) <= rate.free_s:
        assert charging.charge(rate, START, START + span, gaps) == 0


@given(rates, st.integers(0, 200), gaps)
def test_at_the_end_of_what_is_funded_exactly_that_is_charged(rate, increments, gaps):
    until = charging.reach(rate, START, gaps, increments)
    cost = charging.charge(rate, START, until, gaps)
    assert cost in (charging.price(rate, increments), 0)
    if increments and rate.short_s == 0:
        assert cost == charging.price(rate, increments)
        one_more = charging.charge(rate, START, until + timedelta(seconds=1), gaps)
        assert one_more >= cost


@given(rates, st.decimals(min_value=0, max_value=1000, places=2))
def test_what_is_affordable_is_the_most_that_is(rate, amount):
    increments = charging.affordable(rate, amount)
    assert charging.price(rate, increments) <= amount or increments == 0
    assert charging.price(rate, increments + 1) > amount


@given(rates, st.integers(1, 30))
def test_what_is_needed_covers_the_minutes(rate, minutes):
    increments, cost = charging.needed(rate, minutes)
    assert increments * rate.increment_s >= minutes * 60
    assert cost == charging.price(rate, increments)


@given(rates, spans, gaps, st.lists(st.integers(1, 300), min_size=1, max_size=6))
def test_the_bill_sums_to_the_charge(rate, span, gaps, steps):
    slices, so_far = [], 0
    for step in steps:
        so_far += step
        amount = charging.price(rate, so_far) - charging.price(rate, so_far - step)
        slices.append(Funded(at=START, amount=amount, increments=so_far))
    pauses = [Pause(side="customer", start=a, end=b) for a, b in charging.merged(gaps)]
    reached = charging.reach(rate, START, gaps, so_far)
    end = min(START + span, reached)
    *lines, last = charging.bill(rate, START, end, pauses, slices)
    funded = charging.price(rate, so_far)
    assert last.amount == charging.charge(rate, START, end, gaps, funded=funded)
    assert sum((line.amount for line in lines), D(0)) == last.amount
    assert all(line.amount >= 0 and line.at <= line.until <= end for line in lines)


# --- when it ends ----------------------------------------------------------------------------------


def signs(**more):
    seconds = {"customer": 0, "provider": 0, "watched": 0} | more
    moments = {name: START + timedelta(seconds=s) for name, s in seconds.items()}
    return timing.Signs(
        started_at=START,
        customer_seen_at=moments["customer"],
        provider_seen_at=moments["provider"],
        watched_at=moments["watched"],
        orphan_since=moments.get("orphan"),
        ends_at=moments.get("ends"),
    )


def due(known, at, funded=FAR):
    ending = timing.due(known, START + timedelta(seconds=funded), START + timedelta(seconds=at))
    return None if ending is None else (ending.reason, (ending.at - START).total_seconds())


@pytest.mark.parametrize(
    ("known", "at", "expected"),
    [
        ({"customer": 100, "provider": 180, "watched": 180}, 189, None),
        ({"customer": 100, "provider": 180, "watched": 190}, 190, ("user_disconnected", 190)),
        ({"customer": 180, "provider": 100, "watched": 190}, 190, ("provider_disconnected", 190)),
        # However late somebody looks, it has ended then.
        ({"customer": 100, "provider": 500, "watched": 500}, 9**6, ("user_disconnected", 190)),
        # Nobody of ours was there to see it: nobody is blamed, and not before a whole patience.
        ({"customer": 100, "provider": 105, "watched": 108}, 4000, None),
        ({"customer": 100, "provider": 105, "watched": 108, "orphan": 4000}, 4089, None),
        (
            {"customer": 100, "provider": 105, "watched": 108, "orphan": 4000},
            4090,
            ("system_error", 100),
        ),
        (
            {"customer": 100, "provider": 100, "watched": 100, "ends": 60},
            100,
            ("scheduled_end", 60),
        ),
    ],
)
def test_the_first_cause_ends_it_at_its_own_moment(known, at, expected):
    assert due(signs(**known), at) == expected


def test_money_that_is_used_up_first_ends_it_first():
    known = signs(customer=100, provider=180, watched=190)
    assert due(known, 200, funded=150) == ("insufficient_balance", 150)


@given(st.integers(0, 300), st.integers(0, 300), st.integers(0, 600), st.integers(0, 600))
def test_an_end_once_due_stays_the_same_however_late_it_is_looked_for(one, other, watched, funded):
    known = signs(customer=one, provider=other, watched=watched)
    found = [due(known, at, funded=funded) for at in range(0, 2000, 7)]
    first = next((ending for ending in found if ending is not None), None)
    if first is not None:
        later = found[found.index(first) :]
        assert all(ending is not None and ending[1] <= first[1] for ending in later)
