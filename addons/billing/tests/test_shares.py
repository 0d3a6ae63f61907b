"""Shares and parts sum exactly, whatever the currency."""

from __future__ import annotations

from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from addons.base.money import smallest
from addons.billing.content import by_rate, read_lines
from addons.billing.points import shares_of, tax_within
from addons.billing.sharing import draw_from

CURRENCIES = ["JPY", "INR", "KWD"]
units = st.integers(0, 10**9)


@pytest.fixture(params=CURRENCIES, autouse=True)
def currency(request, settings):
    settings.CURRENCY = request.param


def amount(count):
    return D(count) * smallest()


@given(units, units, units)
def test_net_commission_and_tax_are_the_total(net, commission, tax):
    total = amount(net + commission + tax)
    shares = shares_of(total, tax=amount(tax), commission=amount(commission))
    assert shares.net + shares.commission + shares.tax == shares.total == total
    assert shares.net == amount(net)


@given(units, st.decimals(0, 100, places=3))
def test_the_tax_within_a_price_is_a_part_of_it(price, rate):
    tax = tax_within(amount(price), rate)
    assert 0 <= tax <= amount(price)
    without = amount(price) - tax
    assert abs(without * rate / 100 - tax) <= smallest()


@given(st.lists(units, min_size=1, max_size=6), st.lists(units, max_size=6))
def test_what_is_drawn_in_parts_uses_each_up_exactly(wholes, wanted):
    left = [amount(whole) for whole in wholes]
    for each in [*wanted, sum(wholes)]:
        part = min(amount(each), sum(left))
        parts = draw_from(part, left)
        assert sum(parts) == part
        left = [whole - taken for whole, taken in zip(left, parts, strict=True)]
        assert min(left) >= 0
    assert left == [0] * len(left)


@pytest.mark.parametrize("wrong", [D("-1"), D("NaN"), D("1.0001")])
def test_what_is_no_amount_is_shared_by_nobody(wrong):
    with pytest.raises(ValueError):
        shares_of(wrong, tax=D(0), commission=D(0))


@pytest.mark.parametrize("wrong", [1.0, "1", 1, None])
def test_shares_are_decimals(wrong):
    with pytest.raises(TypeError):
        shares_of(wrong, tax=D(0), commission=D(0))


def test_shares_beyond_the_total_are_none():
    with pytest.raises(ValueError):
        shares_of(D(10), tax=D(6), commission=D(5))


def test_tax_is_rounded_line_by_line_and_summed_by_rate():
    lines = [
        {"description": "A", "amount": "1", "tax_rate": "18", "tax": "0"},
        {"description": "B", "amount": "3", "tax_rate": "18.00", "tax": "1"},
        {"description": "C", "amount": "5", "tax_rate": "5", "tax": "0"},
    ]
    sums = by_rate(read_lines(lines))
    assert [(each.rate, each.net, each.tax) for each in sums] == [
        (D(5), D(5), D(0)),
        (D(18), D(4), D(1)),
    ]
