from __future__ import annotations

import csv
import hashlib
from io import StringIO

import pytest
from django.core.exceptions import ValidationError

from addons.base.models import Event
from addons.base.workflow import Door, Invalid, NotFound
from addons.base.workflow.doors import perform
from addons.payouts.bank_account_flow import BankAccountFlow
from addons.payouts.bank_numbers import SecretNumber, masked, read_code, read_number
from addons.payouts.flow import PayoutRunFlow
from addons.payouts.models import BankAccount

from .arrange import ACCOUNT, approved, do, earn, give_account

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("0012 3456 7890", "001234567890"),
        ("DE89 3704 0044 0532 0130 00", "DE89370400440532013000"),
        ("gb29 nwbk 6016 1331 9268 19", "GB29NWBK60161331926819"),
        ("123-456", "123456"),
    ],
)
def test_a_number_is_read_as_people_write_it(written, read):
    assert read_number(written) == read


@pytest.mark.parametrize(
    "written", ["", "12345", "1" * 19, "DE89 3704 0044 0532 0130 01", "12x456", "=1+1", "१२३४५६७८"]
)
def test_what_is_no_number_is_refused(written):
    with pytest.raises(ValidationError):
        read_number(written)


@pytest.mark.parametrize("written", ["hdfc0001234", "DEUTDEFF", "DEUT DE FF 500", ""])
def test_a_banks_code_is_read(written):
    assert read_code(written) == written.upper().replace(" ", "")


@pytest.mark.parametrize("written", ["HDFC1001234", "HDFC00012", "DEUTDEF", "12345678"])
def test_what_is_no_code_is_refused(written):
    with pytest.raises(ValidationError):
        read_code(written)


@pytest.mark.parametrize(
    "changes",
    [
        {"code": ""},
        {"holder": "4711"},
        {"holder": "A\nB"},
        {"holder": " "},
        {"number": "12"},
        {"code": "X"},
    ],
)
def test_an_account_that_cannot_be_paid_is_refused(raj, changes):
    with pytest.raises(Invalid):
        give_account(raj, **changes)
    assert not BankAccount.objects.exists()


def test_an_iban_needs_no_code(raj):
    assert give_account(raj, number="DE89370400440532013000", code="").state == "in_use"


@pytest.mark.parametrize(
    ("number", "shown"), [("001234567890", "•••• 7890"), ("123456", "•••• 56"), ("", "")]
)
def test_a_number_is_masked_but_for_its_end(number, shown):
    assert masked(number) == shown
    assert str(SecretNumber(number)) == shown
    assert SecretNumber(number).revealed == number


def test_the_log_of_events_does_not_know_the_number(account, raj):
    do(account, BankAccountFlow.change, raj.user, **ACCOUNT | {"number": "998877665544"})
    given, changed = Event.objects.filter(record_type="payouts.bankaccount").order_by("sequence")
    assert given.arguments["number"] == "•••• 7890"
    assert changed.arguments["number"] == "•••• 5544"
    assert BankAccount.objects.get().number == "998877665544"


def test_removed_it_can_be_given_again(account, raj):
    removed = do(account, BankAccountFlow.remove, raj.user)
    assert (removed.number, str(removed)) == ("", "Bank account")
    assert do(removed, BankAccountFlow.change, raj.user, **ACCOUNT).state == "in_use"


def test_nobody_changes_the_account_of_another(account, mira):
    with pytest.raises(NotFound):
        perform(account, BankAccountFlow.remove, actor=mira.user, via=Door.REST)


# --- the file --------------------------------------------------------------------------------------


def rows_of(file):
    return list(csv.reader(StringIO(file.content.decode())))


def test_the_file_is_counted_and_its_hash_stands_on_the_run(raj, account):
    earn(raj, 500)
    run = do(do(approved(), PayoutRunFlow.export), PayoutRunFlow.export)
    file = run.bank_file()
    assert run.exports == 2
    assert run.file_sha256 == hashlib.sha256(file.content).hexdigest()
    assert Event.objects.of(run).filter(transition="export").count() == 2
    heading, row = rows_of(file)
    assert heading == ["reference", "name", "account", "bank_code", "amount", "currency"]
    assert row == [f"{run}-{run.lines.get().pk}", *ACCOUNT.values(), "500.00", "INR"]


@pytest.mark.parametrize("sign", ["=", "+", "-", "@"])
def test_no_cell_is_taken_for_a_formula(raj, sign):
    give_account(raj, holder=f"{sign}cmd|' /C calc'!A0")
    earn(raj, 500)
    _heading, row = rows_of(approved().bank_file())
    assert row[1] == f"'{sign}cmd|' /C calc'!A0"
