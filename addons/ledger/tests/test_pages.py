"""What people see of the books: their own wallet by REST, all of it in the console."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal as D
from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse

from addons.base import clock
from addons.base.points import PERSONAL
from addons.base.testing.people import make_person
from addons.ledger import points as ledger
from addons.ledger.models import Account, LedgerCheck, Transfer
from addons.ledger.models.fields import title_of
from addons.ledger.schedules import check_ledger, expire_holds
from addons.ledger.tests.arrange import TEST, move, pay_in

pytestmark = pytest.mark.django_db

SIGNED_IN_BY = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def as_ann(client, ann):
    client.force_login(ann, SIGNED_IN_BY)
    return client


@pytest.fixture
def as_fay(client, fay):
    client.force_login(fay, SIGNED_IN_BY)
    return client


# --- one's own wallet ----------------------------------------------------------------------------


def rupees(amount):
    return {"amount": amount, "currency": "INR"}


def test_somebody_without_a_wallet_has_nothing_in_it(as_ann):
    empty = {name: rupees("0.00") for name in ("balance", "held", "available")}
    assert as_ann.get("/api/v1/wallet/").json() == empty
    assert as_ann.get("/api/v1/wallet/transactions/").json()["count"] == 0
    assert not Account.objects.exists()


def test_a_wallet_says_what_is_in_it_and_what_can_be_spent(as_ann, wallet):
    ledger.hold(wallet, D("40.00"), key="held")
    assert as_ann.get("/api/v1/wallet/").json() == {
        "balance": rupees("100.00"),
        "held": rupees("40.00"),
        "available": rupees("60.00"),
    }


def test_transactions_come_latest_first_with_what_was_there_then(as_ann, wallet, earnings):
    move(wallet, earnings, D("30.00"), key="spent")
    answer = as_ann.get("/api/v1/wallet/transactions/?page_size=1").json()
    assert (answer["count"], answer["previous"]) == (2, None)
    (latest,) = answer["results"]
    assert latest["amount"] == rupees("-30.00")
    assert latest["balance"] == rupees("70.00")


def test_nobody_reads_the_wallet_of_another(client, wallet, bob):
    client.force_login(bob, SIGNED_IN_BY)
    assert client.get("/api/v1/wallet/").json()["balance"] == rupees("0.00")
    assert client.get("/api/v1/wallet/transactions/").json()["results"] == []


@pytest.mark.parametrize("rest", ["", "transactions/"])
def test_a_wallet_is_for_who_is_signed_in(client, rest):
    assert client.get(f"/api/v1/wallet/{rest}").status_code == 401


def test_an_unknown_parameter_is_refused(as_ann):
    assert as_ann.get("/api/v1/wallet/transactions/?owner=1").status_code == 400


# --- the console ---------------------------------------------------------------------------------

LISTS = ["accounts", "transfers", "holds", "checks"]


@pytest.mark.parametrize("name", LISTS)
def test_the_books_are_for_those_who_keep_them(client, fay, wallet, name):
    address = reverse(f"ledger-{name}:index")
    for person, status in ((fay, 200), (make_person("Dee", roles=("dispatcher",)), 302)):
        client.force_login(person, SIGNED_IN_BY)
        assert client.get(address).status_code == status


def test_a_statement_shows_what_came_and_went(as_fay, wallet, earnings):
    ledger.hold(wallet, D("20.00"), key="kept")
    moved = move(wallet, earnings, D("30.00"), key="spent")
    page = as_fay.get(reverse("ledger-accounts:detail", args=[wallet.pk])).content.decode()
    assert "₹70.00" in page and "-₹30.00" in page and "₹50.00" in page
    assert reverse("ledger-transfers:detail", args=[moved.pk]) in page


def test_a_transfer_shows_its_postings_and_what_it_takes_back(as_fay, wallet, earnings):
    moved = move(wallet, earnings, D("30.00"), key="spent")
    back = ledger.reverse(moved, actor=TEST)
    for one, other in ((moved, back), (back, moved)):
        page = as_fay.get(reverse("ledger-transfers:detail", args=[one.pk])).content.decode()
        assert reverse("ledger-transfers:detail", args=[other.pk]) in page
        assert "Customer&#x27;s wallet · " in page


@pytest.mark.parametrize("key", ["0", "x", "99999999999999999999999", "१"])
@pytest.mark.parametrize("name", ["accounts", "transfers"])
def test_what_is_not_there_is_not_found(as_fay, name, key):
    assert as_fay.get(reverse(f"ledger-{name}:detail", args=[key])).status_code == 404


def test_what_a_movement_was_for_is_called_as_people_call_it(as_fay, wallet, ann):
    ledger.hold(wallet, D("5.00"), key="for ann", for_record=ann)
    holds = as_fay.get(reverse("ledger-holds:index")).content.decode()
    assert f"Person {ann.pk}" in holds
    assert title_of("gone.addon", "7") == "gone.addon:7"


def test_lists_are_narrowed_and_searched(as_fay, wallet, earnings):
    move(wallet, earnings, D("30.00"), key="job:9:payout")
    accounts = reverse("ledger-accounts:index")
    assert "Tara" not in as_fay.get(accounts, {"only": "customer_wallet"}).content.decode()
    assert "Tara" not in as_fay.get(accounts, {"q": "ann@"}).content.decode()
    assert "Tara" in as_fay.get(accounts, {"only": "unknown", "page": "x"}).content.decode()
    transfers = reverse("ledger-transfers:index")
    assert "job:9:payout" in as_fay.get(transfers, {"q": "job:9:payout"}).content.decode()
    assert "There is nothing here" in as_fay.get(transfers, {"q": "job:8"}).content.decode()


def test_long_lists_go_on_older_pages(as_fay, ann, monkeypatch):
    monkeypatch.setattr("addons.ledger.pages.SHOWN", 2)
    for _ in range(3):
        wallet = pay_in(ledger.wallet_of(ann), D(1))
    statement = reverse("ledger-accounts:detail", args=[wallet.pk])
    assert "?page=2" in as_fay.get(statement).content.decode()
    older = as_fay.get(statement, {"page": "2"}).content.decode()
    assert "?page=1" in older and "?page=3" not in older


# --- the recount ---------------------------------------------------------------------------------


def test_the_recount_of_the_day_is_made_once_and_shown(as_fay, wallet):
    assert (check_ledger(), check_ledger()) == (1, 0)
    assert "All holds." in as_fay.get(reverse("ledger-checks:index")).content.decode()
    assert "Recounted" in as_fay.get(reverse("ledger-accounts:index")).content.decode()
    with clock.travelled(timedelta(days=91)):
        assert check_ledger() == 1
    assert LedgerCheck.objects.count() == 1


def test_what_the_recount_finds_is_told_loudly(as_fay, wallet, caplog):
    Account.objects.filter(pk=wallet.pk).update(balance=D("99.00"))
    check_ledger()
    assert "does not hold" in caplog.text
    assert "balance 99.00" in as_fay.get(reverse("ledger-checks:index")).content.decode()
    home = as_fay.get(reverse("wagtailadmin_home")).content.decode()
    assert "The books" in home


@pytest.mark.parametrize("command", [["ledger", "check"], ["verify"]])
def test_the_command_ends_with_1_on_any_difference(wallet, command):
    told = StringIO()
    call_command(*command, stdout=told)
    assert "all holds" in told.getvalue()
    Account.objects.filter(pk=wallet.pk).update(balance=D("99.00"))
    with pytest.raises(SystemExit) as ended:
        call_command(*command, stdout=told, stderr=told)
    assert ended.value.code == 1
    assert "balance 99.00" in told.getvalue()


def test_the_sweep_gives_back_what_is_due(wallet):
    ledger.hold(wallet, D("1.00"), key="x", expires_at=clock.now())
    assert expire_holds() == 1


# --- people --------------------------------------------------------------------------------------


def test_a_person_gets_their_postings_and_the_books_forget_nothing(wallet, ann):
    personal = PERSONAL["ledger.Account"]
    (told,) = personal.export(ann)
    assert told["balance"] == D("100.00")
    assert [posting["amount"] for posting in told["postings"]] == [D("100.00")]
    personal.erase(ann)
    assert Transfer.objects.count() == 1
    assert Account.objects.get(pk=wallet.pk).balance == D("100.00")
