from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from addons.base import money

AMOUNTS = st.decimals(min_value=-(10**9), max_value=10**9, places=2)
SHARES = st.lists(
    st.decimals(min_value=0, max_value=10**6, places=4), min_size=1, max_size=12
).filter(any)


@pytest.fixture(params=["INR", "JPY", "KWD"])
def currency(request, settings):
    settings.CURRENCY = request.param
    return request.param


@settings(max_examples=300, deadline=None)
@given(amount=AMOUNTS, shares=SHARES)
def test_a_split_sums_exactly(amount, shares):
    parts = money.split(amount, shares)
    assert sum(parts) == money.round_money(amount)
    assert all(part == money.round_money(part) for part in parts)


@settings(max_examples=300, deadline=None)
@given(amount=AMOUNTS, shares=SHARES)
def test_only_the_largest_share_differs_from_its_exact_part_by_a_minor_unit(amount, shares):
    parts = money.split(amount, shares)
    largest = shares.index(max(shares))
    for place, (part, share) in enumerate(zip(parts, shares, strict=True)):
        exact = money.round_money(amount) * share / sum(shares)
        if place != largest:
            assert abs(part - exact) < money.smallest()
            assert abs(part) <= abs(exact)
        else:
            assert abs(part - exact) < money.smallest() * len(shares)


def test_the_remainder_goes_to_the_largest_share():
    assert money.split(Decimal("100"), [1, 1, 1]) == [Decimal("33.34"), *[Decimal("33.33")] * 2]
    assert money.split(Decimal("0.01"), [1, 3, 1]) == [0, Decimal("0.01"), 0]
    assert money.split(Decimal("-1"), [1, 2]) == [Decimal("-0.33"), Decimal("-0.67")]


@pytest.mark.parametrize("shares", [[], [0, 0], [2, -1]])
def test_a_split_needs_shares(shares):
    with pytest.raises(ValueError, match="Shares"):
        money.split(Decimal(1), shares)


@pytest.mark.parametrize(
    ("amount", "rounded"),
    [("0.005", "0.01"), ("0.004999", "0.00"), ("2.675", "2.68"), ("-0.005", "-0.01")],
)
def test_halves_are_rounded_up(amount, rounded):
    assert money.round_money(Decimal(amount)) == Decimal(rounded)


def test_each_currency_has_its_own_decimals(currency):
    places = {"INR": 2, "JPY": 0, "KWD": 3}[currency]
    assert money.decimals() == places
    shown = money.as_json(Decimal("1234.5678"))
    assert shown["currency"] == currency
    assert len(shown["amount"].partition(".")[2]) == places


def test_the_api_names_amount_and_currency_without_exponent():
    assert money.as_json(Decimal("5E+2")) == {"amount": "500.00", "currency": "INR"}


def test_people_read_amounts_in_their_language():
    amount = Decimal("1234567.5")
    assert money.display(amount, "en") == "₹1,234,567.50"
    assert money.display(amount, "hi") == "₹12,34,567.50"
    assert money.display(amount, "xx-unknown") == money.display(amount, "en")
