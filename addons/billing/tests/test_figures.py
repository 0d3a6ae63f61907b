"""Figures come from ledger and invoices, sum up, and are taken along as spreadsheets."""

from __future__ import annotations

import csv
from datetime import datetime
from decimal import Decimal as D
from io import BytesIO, StringIO
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from openpyxl import load_workbook

from addons.base import clock
from addons.base.ui.charts import columns, round_step
from addons.base.workflow import Door
from addons.base.workflow.doors import perform
from addons.billing import figures
from addons.billing.flow import InvoiceFlow
from addons.billing.points import credit
from addons.billing.tests.arrange import TEST, bill, line
from addons.ledger.points import wallet_of
from addons.ledger.tests.arrange import pay_in

pytestmark = pytest.mark.django_db

ALLAUTH = "allauth.account.auth_backends.AuthenticationBackend"


def on(month, day=15):
    return clock.at(datetime(2027, month, day, 12, tzinfo=ZoneInfo(settings.TIME_ZONE)))


@pytest.fixture
def year(ann, tara):
    """March: one paid and one open; April: a credit note over half of the open one."""
    with on(3):
        paid = bill(ann, tara, category="Cleaning")
        pay_in(wallet_of(ann), paid.total)
        data = {"amount": paid.total}
        perform(paid, InvoiceFlow.pay_from_wallet, actor=ann, data=data, via=Door.PORTAL)
        unpaid = bill(ann, None, line("200.00", rate="5"), category="=Plumbing")
    with on(4):
        credit(unpaid, D(105), key="n", reason="", actor=TEST, via=Door.COMMAND)


def test_months_have_what_was_billed_and_what_was_earned(year):
    months = figures.by_month(2027)
    march, april = months[3], months[4]
    assert (march.invoices, march.revenue, march.tax) == (2, D(300), D(28))
    assert (april.invoices, april.revenue, april.tax) == (0, D(-100), D(-5))
    assert (march.commission, april.commission) == (D(20), 0)


def test_categories_and_providers_sum_to_the_same(year):
    total = sum(row.revenue for row in figures.by_month(2027).values())
    assert sum(row.revenue for row in figures.by_category(2027)) == total
    assert sum(row.revenue for row in figures.by_provider(2027)) == total
    assert {row.name for row in figures.by_provider(2027)} == {"Tara", "The house"}


def test_how_it_stands(year):
    standing = figures.standing()
    assert (standing.unpaid, standing.unpaid_sum) == (1, D(105))
    assert standing.wallets == 0
    assert sum(balance for _label, _count, balance, _held in standing.accounts) == 0


def test_tax_by_rate_and_period(year):
    rows = figures.taxes(2027)
    assert [(row.period.month, row.rate, row.net, row.tax) for row in rows] == [
        (3, D(5), D(200), D(10)),
        (3, D(18), D(100), D(18)),
        (4, D(5), D(-100), D(-5)),
    ]
    quarters = figures.taxes(2027, quarterly=True)
    assert [(row.period.month, row.tax) for row in quarters] == [(1, 10), (1, 18), (4, -5)]


def test_queries_do_not_grow_with_the_invoices(year, ann, tara, django_assert_max_num_queries):
    with on(5):
        for number in range(10):
            bill(ann, tara, category=f"C{number}")
    with django_assert_max_num_queries(8):
        figures.by_month(2027)
        figures.by_category(2027)
        figures.by_provider(2027)
        figures.standing()


@pytest.mark.parametrize("table", ["months", "categories", "providers", "accounts"])
def test_each_table_is_taken_along_as_csv(year, fay, client, table):
    client.force_login(fay, ALLAUTH)
    answer = client.get(f"/admin/billing-figures/?year=2027&table={table}&format=csv")
    assert answer["Content-Disposition"].startswith("attachment")
    rows = list(csv.reader(StringIO(answer.content.decode("utf-8-sig"))))
    assert len(rows) > 1


def test_a_name_that_looks_like_a_formula_stays_a_text(year, fay, client):
    client.force_login(fay, ALLAUTH)
    url = "/admin/billing-figures/?year=2027&table=categories&format=xlsx"
    sheet = load_workbook(BytesIO(client.get(url).content)).active
    names = [row[0].value for row in sheet.iter_rows()]
    assert "'=Plumbing" in names
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n", "d"}


def test_taxes_are_taken_along(year, fay, client):
    client.force_login(fay, ALLAUTH)
    url = "/admin/billing-taxes/?year=2027&by=quarter&table=taxes&format=csv"
    assert "-5.00" in client.get(url).content.decode()


@pytest.mark.parametrize("query", ["year=0", "year=99999", "year=x", "table=nothing&format=csv"])
def test_what_nobody_offers_is_not_taken(fay, client, query):
    client.force_login(fay, ALLAUTH)
    assert client.get(f"/admin/billing-figures/?{query}").status_code == 200


def test_who_keeps_no_books_sees_no_figures(max_, client):
    client.force_login(max_, ALLAUTH)
    assert client.get("/admin/billing-figures/").status_code in {302, 403, 404}


# --- charts ---------------------------------------------------------------------------------------


def test_columns_stand_on_the_line_and_hang_below_it():
    points = [("A", D(80)), ("B", D(-20)), ("C", D(0))]
    chart = columns("T", points, write=lambda value: f"{float(value):g}")
    up, down, flat = chart.bars
    assert up.y + up.height == pytest.approx(chart.base)
    assert down.y == chart.base
    assert flat.height == 0
    assert [tick.text for tick in chart.ticks] == ["-25", "0", "25", "50", "75", "100"]


def test_a_chart_of_nothing_is_drawn_too():
    assert columns("T", [], write=str).bars == []
    assert columns("T", [("A", D(0))], write=str).bars[0].height == 0


@pytest.mark.parametrize(
    ("least", "step"), [("0", "1"), ("0.3", "0.5"), ("24", "25"), ("26", "50"), ("101", "200")]
)
def test_steps_are_round(least, step):
    assert round_step(D(least)) == D(step)
