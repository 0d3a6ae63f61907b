"""An invoice from its number to its last credit note."""

from __future__ import annotations

from decimal import Decimal as D

import pytest

from addons.base.workflow import Conflict, Door, Invalid, Refused
from addons.billing.models import Invoice
from addons.billing.points import credit
from addons.billing.tests.arrange import TEST, bill, line, pay

pytestmark = pytest.mark.django_db


def take(invoice, amount, *, key="credit:1", **more):
    given = {"key": key, "reason": "", "actor": TEST, "via": Door.COMMAND}
    return credit(invoice, D(amount), **given | more)


def fresh(invoice):
    return Invoice.objects.get(pk=invoice.pk)


def test_an_invoice_has_sums_a_number_and_a_state(ann, tara):
    invoice = bill(ann, tara)
    assert (invoice.subtotal, invoice.tax, invoice.total) == (D(100), D(18), D(118))
    assert invoice.number == f"INV-{invoice.issued_on.year}-000001"
    assert (invoice.state, invoice.open) == ("issued", D(118))
    assert invoice.parties.buyer_name == "Ann"
    assert invoice.parties.provider_name == "Tara"


def test_what_is_paid_already_is_paid(ann, tara):
    assert bill(ann, tara, paid=D("118.00")).state == "paid"


def test_the_same_key_gives_the_same_invoice(ann, tara):
    first, second = bill(ann, tara, key="one"), bill(ann, tara, key="one")
    assert first.pk == second.pk
    assert bill(ann, tara).sequence == 2


def test_the_same_key_for_something_else_is_refused(ann, bob, tara):
    bill(ann, tara, key="one")
    with pytest.raises(Conflict) as refusal:
        bill(bob, tara, key="one")
    assert refusal.value.code == "idempotency_mismatch"


def test_it_is_paid_in_parts(ann, tara):
    invoice = bill(ann, tara)
    assert pay(invoice, "18.01").state == "issued"
    done = pay(invoice, "99.99")
    assert (done.state, done.open) == ("paid", 0)
    shares = done.receipts.all()
    assert sum(each.net for each in shares) == D("80.00")
    assert sum(each.commission for each in shares) == D("20.00")
    assert sum(each.tax for each in shares) == D("18.00")


def test_a_payment_counts_once(ann, tara):
    invoice = bill(ann, tara)
    pay(invoice, "18.00", key="p")
    assert pay(invoice, "18.00", key="p").paid == D("18.00")
    with pytest.raises(Conflict):
        pay(invoice, "19.00", key="p")


def test_more_than_is_open_is_refused(ann, tara):
    with pytest.raises(Refused) as refusal:
        pay(bill(ann, tara), "118.01")
    assert refusal.value.code == "too_much"


def test_a_credit_note_has_its_own_series_and_its_part_of_the_tax(ann, tara):
    invoice = bill(ann, tara, paid=D(118))
    note = take(invoice, "59.00", refunded=D(59), reason="Too late")
    assert note.number.startswith("CN-")
    assert note.sequence == 1
    assert (note.total, note.tax, note.corrects_id) == (D(59), D(9), invoice.pk)
    assert note.parties.reason == "Too late"
    assert (fresh(invoice).state, fresh(invoice).credited) == ("paid", D(59))


def test_what_is_credited_wholly_is_credited(ann, tara):
    invoice = bill(ann, tara)
    take(invoice, "118.00")
    assert (fresh(invoice).state, fresh(invoice).open) == ("credited", 0)


def test_a_part_that_was_not_paid_can_be_credited(ann, tara):
    invoice = bill(ann, tara)
    pay(invoice, "100.00")
    take(invoice, "18.00")
    assert fresh(invoice).state == "paid"


def test_parts_that_are_credited_sum_exactly(ann, tara):
    lines = [
        line("33.33", rate="18"),
        line("0.01", rate="5", tax="0.00"),
        line("66.67", rate="12"),
        line("10.00", rate="0"),
    ]
    invoice = bill(ann, tara, *lines)
    left, step = invoice.total, D("7.77")
    notes = []
    while left:
        part = min(step, left)
        notes.append(take(invoice, str(part), key=f"part:{left}"))
        left -= part
    assert sum(note.total for note in notes) == invoice.total
    for each in invoice.taxes.all():
        parts = [t for note in notes for t in note.taxes.all() if t.rate == each.rate]
        assert sum(t.net for t in parts) == each.net
        assert sum(t.tax for t in parts) == each.tax
    assert fresh(invoice).state == "credited"


def test_more_than_the_whole_is_never_credited(ann, tara):
    invoice = bill(ann, tara)
    take(invoice, "100.00")
    with pytest.raises(Refused) as refusal:
        take(invoice, "18.01", key="more")
    assert refusal.value.code == "too_much"


@pytest.mark.parametrize("wrong", [D("-1.00"), D("0"), D("1.001"), D("NaN")])
def test_a_wrong_amount_is_no_payment(ann, tara, wrong):
    with pytest.raises(Invalid):
        pay_exactly(bill(ann, tara), wrong)


@pytest.mark.parametrize("wrong", [1.5, "1.00", None])
def test_a_payment_is_a_decimal(ann, tara, wrong):
    with pytest.raises(TypeError):
        pay_exactly(bill(ann, tara), wrong)


def pay_exactly(invoice, amount):
    from addons.billing.points import record_payment

    return record_payment(invoice, amount, key="w", actor=TEST, via=Door.COMMAND)


@pytest.mark.parametrize(
    "wrong",
    [
        {"amount": "1.001"},
        {"amount": "-1.00"},
        {"tax": "-1.00"},
        {"quantity": 0},
        {"tax_rate": "101"},
        {"description": " "},
        {"amount": "many"},
    ],
)
def test_a_wrong_line_is_refused(ann, tara, wrong):
    with pytest.raises(Invalid):
        bill(ann, tara, line() | wrong)


def test_a_line_with_a_float_is_a_mistake(ann, tara):
    with pytest.raises(TypeError):
        bill(ann, tara, line() | {"amount": 100.0})
