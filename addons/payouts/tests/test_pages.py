"""What providers and finance see: the portal's pages, the console, the API."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from addons.base import clock
from addons.base.points import HOME
from addons.base.testing.people import make_person
from addons.ledger.models import Account
from addons.payouts.calendar import month_before, month_of, start_of, today
from addons.payouts.flow import PayoutRunFlow
from addons.payouts.models import BankAccount, PayoutRun

from .arrange import ACCOUNT, approved, do, earn, give_account, pay, prepare, take_cash

pytestmark = pytest.mark.django_db

SIGNED_IN_BY = "allauth.account.auth_backends.AuthenticationBackend"
EARNINGS = "/pro/earnings/"
BANK = "/pro/earnings/bank-account/"


@pytest.fixture
def as_raj(client, raj):
    client.force_login(raj.user, SIGNED_IN_BY)
    return client


@pytest.fixture
def as_fay(client, fay):
    client.force_login(fay, SIGNED_IN_BY)
    return client


def last_month():
    return month_before(month_of(today()))


@pytest.fixture
def earned_last_month(raj):
    with clock.at(start_of(last_month()) + timedelta(days=3)):
        earn(raj, 900)


def rupees(amount):
    return {"amount": amount, "currency": "INR"}


# --- the provider's pages --------------------------------------------------------------------------


def test_looking_at_earnings_opens_no_account(as_raj):
    page = as_raj.get(EARNINGS).content.decode()
    assert "Nothing moved in this month" in page and "Give your bank account" in page
    assert not Account.objects.exists()


def test_a_provider_sees_what_they_earned_and_what_they_will_get(as_raj, raj, account):
    earn(raj, 500)
    take_cash(raj, 120)
    page = as_raj.get(EARNINGS)
    assert page.context["share"].amount == 380
    text = page.content.decode()
    assert "₹500.00" in text and "₹380.00" in text and "•••• 7890" in text
    assert ACCOUNT["number"] not in text


def test_a_provider_reads_how_much_cash_of_ours_they_hold_and_what_becomes_of_it(as_raj, raj):
    """Also who has earned nothing yet."""
    assert "Cash you have taken for us" not in as_raj.get(EARNINGS).content.decode()
    take_cash(raj, 120)
    page = " ".join(as_raj.get(EARNINGS).content.decode().split())
    assert "Cash you have taken for us" in page and "₹120.00" in page
    assert "Cash that you keep is taken off your next payout." in page
    assert as_raj.get("/api/v1/me/earnings/").json()["cash_in_hand"] == rupees("120.00")
    take_cash(raj, -120)
    assert "Cash you have taken for us" not in as_raj.get(EARNINGS).content.decode()


def test_a_payout_on_its_way_is_shown_and_one_that_is_only_planned_is_not(as_raj, raj, account):
    earn(raj, 500)
    run = prepare()
    assert f"Payout {run}" not in as_raj.get(EARNINGS).content.decode()
    do(run, PayoutRunFlow.approve)
    page = as_raj.get(EARNINGS).content.decode()
    assert f"Payout {run} is on its way" in page


def test_without_an_account_the_way_to_give_one_is_shown(as_raj, raj):
    earn(raj, 500)
    page = as_raj.get(EARNINGS).content.decode()
    assert "Nothing is paid out until you give a bank account" in page and BANK in page


def test_earlier_months_are_a_page_away(as_raj, raj, earned_last_month):
    earn(raj, 70)
    page = as_raj.get(EARNINGS)
    assert page.context["month_before"] == last_month()
    before = as_raj.get(f"{EARNINGS}?month={last_month():%Y-%m}")
    assert [item.amount for _day, items in before.context["days"] for item in items] == [900]
    assert before.context["month_before"] is None
    # What is no month, and one that is yet to come, is this one.
    for wrong in ("x", "9999-12", ""):
        assert as_raj.get(f"{EARNINGS}?month={wrong}").context["month"] == month_of(today())


def test_a_month_comes_as_a_file_without_formulas(as_raj, raj):
    earn(raj, 500)
    earn(raj, -20)
    answer = as_raj.get(f"{EARNINGS}items/?month={today():%Y-%m}")
    assert answer["Content-Type"].startswith("text/csv")
    _heading, first, second = answer.content.decode("utf-8-sig").splitlines()
    assert first.endswith(",500.00,INR") and second.endswith(",-20.00,INR")


@pytest.mark.parametrize("month", ["", "x", "9999-12"])
@pytest.mark.parametrize("page", ["items", "statement"])
def test_a_file_of_no_month_is_not_found(as_raj, page, month):
    assert as_raj.get(f"{EARNINGS}{page}/?month={month}").status_code == 404


def test_a_statement_is_there_when_its_month_is_over(as_raj, raj, earned_last_month):
    answer = as_raj.get(f"{EARNINGS}statement/?month={last_month():%Y-%m}")
    assert answer.content.startswith(b"%PDF-")
    assert f"statement-{last_month():%Y-%m}.pdf" in answer["Content-Disposition"]
    for other in (month_of(today()), month_before(last_month())):
        assert as_raj.get(f"{EARNINGS}statement/?month={other:%Y-%m}").status_code == 404


@pytest.mark.parametrize("page", ["", "items/", "statement/", "bank-account/"])
def test_the_pages_are_for_providers(client, page):
    assert client.get(f"{EARNINGS}{page}").status_code == 302
    client.force_login(make_person("Cora"), SIGNED_IN_BY)
    assert client.get(f"{EARNINGS}{page}")["Location"] == "/providers/apply/"


def test_an_account_is_given_and_changed_by_its_forms(as_raj, raj):
    assert as_raj.post(BANK, ACCOUNT | {"number": "1"}).status_code == 422
    assert as_raj.post(BANK, ACCOUNT)["Location"] == EARNINGS
    account = BankAccount.objects.get()
    page = as_raj.get(BANK).content.decode()
    assert "•••• 7890" in page and ACCOUNT["number"] not in page
    change = f"{account.get_absolute_url()}do/change/"
    # Its owner sees the number while changing it.
    assert ACCOUNT["number"] in as_raj.get(change).content.decode()
    data = ACCOUNT | {"number": "99887766"}
    assert as_raj.post(change, data | {"version": account.version}).status_code == 303
    assert BankAccount.objects.get().number == "99887766"
    assert as_raj.get(account.get_absolute_url())["Location"] == BANK
    # The first form, sent once more, does not give a second one.
    assert as_raj.post(BANK, ACCOUNT).status_code == 303
    assert BankAccount.objects.get().number == "99887766"


# --- the API ---------------------------------------------------------------------------------------


def test_the_api_tells_a_provider_what_they_have(as_raj, raj, account):
    earn(raj, 500)
    take_cash(raj, 120)
    answer = as_raj.get("/api/v1/me/earnings/").json()
    assert answer["balance"] == answer["today"] == rupees("500.00")
    assert answer["cash_in_hand"] == rupees("120.00")
    assert answer["next_payout"]["amount"] == rupees("380.00")
    assert answer["next_payout"]["date"] > today().isoformat()
    assert answer["bank_account"] == "•••• 7890"


def test_the_api_says_why_nothing_would_be_paid(as_raj, raj):
    earn(raj, 500)
    assert as_raj.get("/api/v1/me/earnings/").json()["next_payout"] == {
        "date": (today() + timedelta(days=7 - today().weekday())).isoformat(),
        "amount": rupees("0.00"),
        "netted": rupees("0.00"),
        "why_not": "no_bank_account",
    }


def test_the_api_lists_ones_own_payouts(client, raj, mira, account, others_account):
    earn(raj, 500)
    earn(mira, 300)
    run = prepare()
    for person in (raj.user, mira.user):
        client.force_login(person, SIGNED_IN_BY)
        assert client.get("/api/v1/payouts/").json()["results"] == []
    pay(do(run, PayoutRunFlow.approve))
    for person, amount in ((raj.user, "500.00"), (mira.user, "300.00")):
        client.force_login(person, SIGNED_IN_BY)
        (line,) = client.get("/api/v1/payouts/").json()["results"]
        assert (line["amount"], line["state"], line["payout"]) == (rupees(amount), "paid", str(run))


def test_the_api_masks_the_number_for_everybody(client, raj, fay, account):
    for person in (raj.user, fay):
        client.force_login(person, SIGNED_IN_BY)
        answer = client.get(f"/api/v1/bank-accounts/{account.pk}/")
        assert answer.json()["number"] == "•••• 7890"
        assert ACCOUNT["number"] not in answer.content.decode()


def test_who_is_no_provider_has_no_earnings(client):
    assert client.get("/api/v1/me/earnings/").status_code == 401
    client.force_login(make_person("Cora"), SIGNED_IN_BY)
    assert client.get("/api/v1/me/earnings/").status_code == 404


def test_finance_prepares_and_approves_by_the_api(client, raj, account, fay, finn):
    earn(raj, 500)
    json = {"content_type": "application/json"}
    client.force_login(fay, SIGNED_IN_BY)
    run = client.post("/api/v1/payout-runs/", {"until": today().isoformat()}, **json).json()
    assert (run["state"], run["total"], run["lines"][0]["state"]) == (
        "prepared",
        rupees("500.00"),
        "due",
    )
    assert client.post(f"/api/v1/payout-runs/{run['id']}/approve/", **json).status_code == 409
    client.force_login(finn, SIGNED_IN_BY)
    run = client.post(f"/api/v1/payout-runs/{run['id']}/approve/", **json).json()
    assert (run["state"], run["approved_by"]["id"]) == ("approved", finn.pk)


# --- the console -----------------------------------------------------------------------------------


def test_finance_finds_the_lines_and_takes_the_file(as_fay, raj, mira, account):
    earn(raj, 500)
    earn(mira, 300)
    run = approved()
    page = as_fay.get(reverse("payouts_payoutrun:record", args=[run.pk])).content.decode()
    assert "•••• 7890" in page and ACCOUNT["number"] not in page
    assert "They have given no bank account." in page
    file = as_fay.post(reverse("payouts_payoutrun:bank_file", args=[run.pk]))
    assert ACCOUNT["number"] in file.content.decode()
    assert PayoutRun.objects.get().exports == 1
    page = as_fay.get(reverse("payouts_payoutrun:record", args=[run.pk])).content.decode()
    assert "Taken once" in page and ACCOUNT["number"] not in page


def test_a_file_that_cannot_be_taken_says_why(as_fay, raj, account):
    earn(raj, 500)
    run = prepare()
    answer = as_fay.post(reverse("payouts_payoutrun:bank_file", args=[run.pk]), follow=True)
    assert "so “Download the bank file” is not possible" in answer.content.decode()
    assert PayoutRun.objects.get().exports == 0


def test_finance_finds_what_each_has_earned_and_their_statements(
    as_fay, raj, account, earned_last_month
):
    pay(do(prepare(), PayoutRunFlow.approve))
    listed = as_fay.get(reverse("payouts-earnings:index"), {"q": "raj"}).content.decode()
    address = reverse("payouts-earnings:detail", args=[raj.pk])
    assert address in listed
    page = as_fay.get(address).content.decode()
    assert "•••• 7890" in page and ACCOUNT["number"] not in page and "₹900.00" in page
    assert as_fay.get(address, {"month": f"{last_month():%Y-%m}"}).content.startswith(b"%PDF-")
    for wrong in ("x", f"{today():%Y-%m}"):
        assert as_fay.get(address, {"month": wrong}).status_code == 404


@pytest.mark.parametrize("key", ["0", "x", "99999999999999999999999", "१"])
def test_a_provider_who_is_not_there_is_not_found(as_fay, key):
    assert as_fay.get(reverse("payouts-earnings:detail", args=[key])).status_code == 404


def test_home_says_what_waits_to_be_paid_out(as_fay, raj, mira, account):
    earn(raj, 500)
    earn(mira, 300)
    told = HOME["payouts"].context(None)
    assert [line["title"] for line in told["lines"]] == ["₹500.00", "₹300.00"]
    assert as_fay.get(reverse("wagtailadmin_home")).status_code == 200


@pytest.mark.parametrize("page", ["payouts_payoutrun:index", "payouts-earnings:index"])
def test_the_console_pages_are_for_finance(client, page):
    client.force_login(make_person("Dee", roles=("dispatcher",)), SIGNED_IN_BY)
    assert client.get(reverse(page)).status_code == 302


def test_two_giving_an_account_do_not_see_each_others(client, raj, mira):
    give_account(raj)
    client.force_login(mira.user, SIGNED_IN_BY)
    assert client.get(BANK).context.get("record") is None
    assert client.get(BankAccount.objects.get().get_absolute_url()).status_code == 404
