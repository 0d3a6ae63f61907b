"""The figures of pages, statements and files are those of the ledger, whatever moved and when."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal as D

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from addons.base import clock, money
from addons.base.workflow import DoorError
from addons.ledger.models import Account
from addons.ledger.points import earnings_of
from addons.payouts.calendar import (
    end_of,
    latest,
    month_after,
    month_before,
    month_of,
    start_of,
    today,
)
from addons.payouts.earnings import Earnings
from addons.payouts.flow import PayoutRunFlow
from addons.payouts.statements import Statement, has_statement, month_named
from addons.payouts.statements_pdf import draw, said

from .arrange import do, earn, give_account, lines, pay, prepare, take_cash

pytestmark = pytest.mark.django_db

DAYS = st.integers(min_value=0, max_value=120)
MOVES = st.lists(st.tuples(DAYS, st.integers(-30_000, 90_000).filter(bool)), max_size=25)
SPAN = timedelta(days=125)


def moved(provider, moves, *, by):
    """Each amount on its day of the past, in the order of days; and a payout after every third."""
    for number, (day, units) in enumerate(sorted(moves)):
        with clock.at(clock.now() - SPAN + timedelta(days=day, hours=number % 24)):
            try:
                with transaction.atomic():
                    earn(provider, D(units).scaleb(-money.decimals()))
                    if by is not None and number % 3 == 2:
                        pay(do(prepare(by), PayoutRunFlow.approve))
            except DoorError:
                continue


@pytest.mark.parametrize("code", ["INR", "JPY", "KWD"])
def test_statements_add_up_to_the_ledger(raj, fay, settings, code):
    settings.CURRENCY = code
    give_account(raj)

    @hypothesis_settings(
        max_examples=12,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )
    @given(moves=MOVES, with_payouts=st.booleans())
    def add_up(moves, with_payouts):
        with transaction.atomic():
            moved(raj, moves, by=fay if with_payouts else None)
            compare(raj)
            transaction.set_rollback(True)

    add_up()


def compare(provider):
    account = Account.objects.get(pk=earnings_of(provider.user).pk)
    month, balance, count = month_of(today() - SPAN), D(0), 0
    while month <= month_of(today()):
        statement = Statement.of(provider.user, month)
        assert statement.opening == balance
        balance += sum((item.amount for item in statement.items), D(0))
        assert statement.closing == balance
        went = statement.to_bank + statement.settled
        assert statement.closing - statement.opening == statement.earned - went
        if statement.items:
            assert statement.items[-1].balance == statement.closing
        month, count = month_after(month), count + len(statement.items)
    assert balance == account.balance
    assert count == account.postings.count()


def at_the_end_of(month):
    return start_of(month_after(month)) - timedelta(microseconds=1)


def test_a_month_ends_at_midnight_where_the_business_is(raj):
    month = month_before(month_of(today()))
    with clock.at(at_the_end_of(month) - timedelta(seconds=5)):
        earn(raj, 100)
    with clock.at(at_the_end_of(month) + timedelta(seconds=5)):
        earn(raj, 30)
    last, this = (Statement.of(raj.user, each) for each in (month, month_after(month)))
    assert (last.opening, last.earned, last.closing) == (0, 100, 100)
    assert (this.opening, this.earned, this.closing) == (100, 30, 130)


def test_a_year_ends_like_any_month(raj):
    december = month_of(today()).replace(year=today().year - 1, month=12)
    with clock.at(at_the_end_of(december) - timedelta(seconds=5)):
        earn(raj, 100)
    with clock.at(at_the_end_of(december) + timedelta(seconds=5)):
        earn(raj, 30)
    january = month_after(december)
    assert (january.year, january.month) == (december.year + 1, 1)
    assert Statement.of(raj.user, december).closing == 100
    assert Statement.of(raj.user, january).opening == 100
    assert month_before(january) == december
    assert has_statement(raj.user, december)


def test_there_is_a_statement_of_each_month_that_is_over(raj):
    with clock.at(start_of(month_before(month_before(month_of(today()))))):
        earn(raj, 100)
    months = Earnings(raj.user).months()
    assert months == [
        month_before(month_of(today())),
        month_before(month_before(month_of(today()))),
    ]
    assert not has_statement(raj.user, month_of(today()))
    assert Earnings(raj.user).months()[0] < month_of(today())


@pytest.mark.parametrize(
    "text", ["", "x", "2026-13", "2026-1", "26-01", "2026-00", "２０２６-01", "0000-01"]
)
def test_what_is_no_month_is_none(text):
    assert month_named(text) is None


def test_today_this_week_and_this_month_leave_payouts_out(raj, account, fay):
    earn(raj, 500)
    with clock.at(start_of(today()) - timedelta(hours=1)):
        earn(raj, 40)
    earn(raj, -25)
    pay(do(prepare(fay), PayoutRunFlow.approve))
    earnings = Earnings(raj.user)
    yesterday_is_this = {
        "week": latest(0, on=today()) < today(),
        "month": month_of(today()) < today(),
    }
    assert earnings.earned_today() == 475
    assert earnings.earned_this_week() == (515 if yesterday_is_this["week"] else 475)
    assert earnings.earned_this_month() == (515 if yesterday_is_this["month"] else 475)


def test_a_payout_that_came_back_is_no_earning(raj, account, fay):
    earn(raj, 500)
    run = pay(do(prepare(fay), PayoutRunFlow.approve))
    do(run, PayoutRunFlow.fail_line, line=run.lines.get().pk, reason="Closed")
    statement = Statement.of(raj.user, month_of(today()))
    assert (statement.earned, statement.to_bank, statement.closing) == (500, 0, 500)


@pytest.mark.parametrize(("code", "amount"), [("JPY", "500"), ("KWD", "500.125")])
def test_currencies_with_other_decimals_are_paid_exactly(raj, account, settings, code, amount):
    settings.CURRENCY = code
    earn(raj, amount)
    take_cash(raj, "100")
    run = do(prepare(), PayoutRunFlow.approve)
    assert lines(run) == {"Raj": ("held", D(amount) - 100)}
    assert run.bank_file().rows[0][4:] == (str(D(amount) - 100), code)
    pay(run)
    assert Earnings(raj.user).balance == 0


# --- on paper --------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "hi"])
def test_a_statement_is_drawn_in_the_language_of_its_reader(raj, account, fay, language):
    raj.user.language = language
    with clock.at(start_of(month_before(month_of(today()))) + timedelta(days=3)):
        earn(raj, "1500.50")
        pay(do(prepare(fay), PayoutRunFlow.approve))
    statement = Statement.of(raj.user, month_before(month_of(today())))
    file = draw(statement)
    assert file.startswith(b"%PDF-")
    assert draw(statement) == file


def test_what_the_bank_paid_and_what_settled_cash_are_told_apart(raj, account, fay):
    earn(raj, 500)
    take_cash(raj, 120)
    pay(do(prepare(fay), PayoutRunFlow.approve))
    statement = Statement.of(raj.user, month_of(today()))
    assert (statement.to_bank, statement.settled, statement.closing) == (380, 120, 0)
    assert statement.items[-1].said_of_payout == "₹380.00 to your bank, ₹120.00 of cash settled"


def test_its_figures_are_written_as_they_are(raj):
    with clock.at(start_of(month_before(month_of(today()))) + timedelta(days=3)):
        earn(raj, "1500.50")
    words = said(Statement.of(raj.user, month_before(month_of(today()))), "en")
    assert [row["value"] for row in words["sums"]] == ["₹0.00", "₹1,500.50", "₹0.00", "₹1,500.50"]
    assert [row[2:] for row in words["rows"]] == [["₹1,500.50", "₹1,500.50"]]


def test_a_day_belongs_to_one_span_only():
    assert end_of(today()) == start_of(today() + timedelta(days=1))
