"""What the database itself refuses, whatever the code beside it may do."""

from __future__ import annotations

import uuid
from decimal import Decimal as D

import pytest
from django.db import IntegrityError, connection, transaction

from addons.base import clock
from addons.ledger import points as ledger
from addons.ledger.checking import Count, breaks
from addons.ledger.models import Account, Hold, Posting, Transfer
from addons.ledger.tests.arrange import TEST, move
from addons.ledger.triggers import Refuse

pytestmark = pytest.mark.django_db


@pytest.fixture
def moved(wallet, earnings):
    return move(wallet, earnings, D("30.00"), key="moved")


@pytest.fixture
def held(wallet):
    return ledger.hold(wallet, D("10.00"), key="held")


def refused(statement, *parameters):
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, parameters)
    return True


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_posting SET amount = amount + 1",
        "DELETE FROM ledger_posting",
        "UPDATE ledger_transfer SET text = 'other'",
        "DELETE FROM ledger_transfer",
        "DELETE FROM ledger_account",
        "UPDATE ledger_account SET owner_id = NULL WHERE owner_id IS NOT NULL",
        "UPDATE ledger_account SET may_overdraw = NOT may_overdraw",
        "UPDATE ledger_account SET balance = -1 WHERE kind = 'customer_wallet'",
        "UPDATE ledger_account SET held = balance + 1 WHERE kind = 'customer_wallet'",
        "UPDATE ledger_account SET held = -1",
        "DELETE FROM ledger_hold",
        "UPDATE ledger_hold SET amount = amount - 1",
        "UPDATE ledger_hold SET captured = amount + 1",
        "UPDATE ledger_hold SET state = 'captured'",
        "UPDATE ledger_hold SET state = 'released'",
    ],
)
def test_raw_sql_cannot_rewrite_the_books(moved, held, statement):
    assert refused(statement)


def test_raw_sql_cannot_resolve_a_hold_twice(held):
    ledger.release(held)
    assert refused("UPDATE ledger_hold SET state = 'expired'")


def test_a_hold_does_not_begin_resolved(wallet):
    with pytest.raises(IntegrityError), transaction.atomic():
        Hold.objects.create(
            key="x",
            account=wallet,
            asked=D(1),
            amount=D(1),
            state="released",
            resolved_at=clock.now(),
        )


def a_transfer(**fields):
    return Transfer(key=str(uuid.uuid4()), kind="raw", **fields)


def test_a_transfer_that_does_not_balance_is_refused(wallet, earnings):
    transfer = a_transfer()
    with pytest.raises(IntegrityError, match="sum to zero"), transaction.atomic():
        Posting.objects.create(transfer=transfer, account=wallet, amount=D(-5), balance=D(95))
        Posting.objects.create(transfer=transfer, account=earnings, amount=D(4), balance=D(4))
        transfer.save(force_insert=True)


def test_a_transfer_without_postings_is_refused(db):
    with pytest.raises(IntegrityError, match="sum to zero"), transaction.atomic():
        a_transfer().save(force_insert=True)


def test_a_transfer_takes_no_further_postings(moved, wallet):
    with pytest.raises(IntegrityError, match="no further"), transaction.atomic():
        Posting.objects.create(transfer=moved, account=wallet, amount=D(5), balance=D(75))


@pytest.mark.django_db(transaction=True)
def test_postings_without_a_transfer_do_not_come_to_commit(wallet):
    with pytest.raises(IntegrityError), transaction.atomic():
        Posting.objects.create(
            transfer_id=uuid.uuid4(), account=wallet, amount=D(-5), balance=D(95)
        )
    assert Posting.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_the_same_key_twice_is_refused_even_unseen(moved, wallet, earnings):
    transfer = a_transfer()
    transfer.key = moved.key
    with pytest.raises(IntegrityError), transaction.atomic():
        Posting.objects.create(transfer=transfer, account=wallet, amount=D(-5), balance=D(65))
        Posting.objects.create(transfer=transfer, account=earnings, amount=D(5), balance=D(35))
        transfer.save(force_insert=True)


# --- what the check finds ------------------------------------------------------------------------


def said():
    return " ".join(breaks(Count()))


def test_the_check_finds_a_tampered_balance(moved, earnings):
    assert said() == ""
    Account.objects.filter(pk=earnings.pk).update(balance=D("31.00"))
    assert f"account {earnings.pk} (provider_earnings): balance 31.00" in said()


def test_the_check_finds_held_money_without_a_hold(held, wallet):
    Account.objects.filter(pk=wallet.pk).update(held=D("11.00"))
    assert "held 11.00, its holds sum to 10.00" in said()


def test_the_check_finds_another_currency(wallet, settings):
    settings.CURRENCY = "EUR"
    assert "is in INR, the deployment in EUR" in said()


@pytest.fixture
def without_guards(moved, held):
    """Somebody has put the triggers aside; they are there again when the test is undone."""
    editor = connection.SchemaEditorClass(connection)
    connection.check_constraints()
    guards = [
        (model, constraint)
        for model in (Posting, Transfer, Hold)
        for constraint in model._meta.constraints
        if isinstance(constraint, Refuse)
    ]
    with connection.cursor() as cursor:
        for model, guard in guards:
            cursor.execute(str(guard.remove_sql(model, editor)))


def test_the_check_finds_lost_guards_and_what_was_done_without_them(
    moved, wallet, earnings, without_guards
):
    Posting.objects.filter(transfer=moved, account=wallet).update(amount=D("-29.00"))
    sentences = said()
    assert "lost its guard ledger_posting_never_changes" in sentences
    assert f"transfer {moved.pk}: its postings sum to 1" in sentences
    assert f"account {wallet.pk} (customer_wallet): balance 70.00" in sentences
    assert "says 70.00, counted 71.00" in sentences


def test_the_check_finds_a_capture_of_something_else(wallet, earnings, held, without_guards):
    take = [(earnings, D("10.00"))]
    ledger.capture(held, D("10.00"), kind=ledger.REVERSAL, to=take, actor=TEST)
    Hold.objects.update(captured=D("9.00"))
    assert "captured 9.00, its transfer took -10.00" in said()
