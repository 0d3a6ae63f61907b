"""Payments and repayments as finance sees them."""

from __future__ import annotations

from decimal import Decimal as D

import pytest

from addons.base.workflow import Door, System
from addons.payments.models import Repayment
from addons.payments.points import give_back

from .arrange import ask, paid

pytestmark = pytest.mark.django_db


@pytest.fixture
def payment(asha):
    by = {"actor": System("test"), "via": Door.CONSOLE}
    return give_back(paid(asha), D("30.00"), key="back", reason="Too much", **by)


@pytest.mark.parametrize("who", ["fay", "mona"])
def test_list_board_and_record_are_there(client, request, who, payment):
    client.force_login(request.getfixturevalue(who))
    repayment = Repayment.objects.get()
    for path, words in (
        ("payment/", f"P-{payment.pk:06d}"),
        ("payment/board/", "Partly refunded"),
        (f"payment/{payment.pk}/", "What the gateway said"),
        ("repayment/", str(repayment)),
        (f"repayment/{repayment.pk}/", "Too much"),
    ):
        page = client.get(f"/admin/payments/{path}")
        assert page.status_code == 200, path
        assert words in page.content.decode(), path


def test_a_record_shows_what_the_gateway_told(client, fay, payment):
    client.force_login(fay)
    page = client.get(f"/admin/payments/payment/{payment.pk}/").content.decode()
    assert "checkout.paid" in page
    assert "Applied" in page


def test_finance_can_cancel_and_support_managers_cannot(client, fay, mona, asha):
    waiting = ask(asha)
    address = f"/admin/payments/payment/{waiting.pk}/do/cancel/"
    client.force_login(mona)
    assert client.get(address).status_code == 404
    client.force_login(fay)
    assert client.get(address).status_code == 200


def test_a_list_is_as_quick_with_many(client, fay, asha, django_assert_max_num_queries):
    for _ in range(12):
        paid(asha)
    client.force_login(fay)
    client.get("/admin/payments/payment/")
    with django_assert_max_num_queries(25):
        client.get("/admin/payments/payment/")
