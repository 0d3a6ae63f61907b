"""What the database itself refuses of invoices, whatever the code beside it may do."""

from __future__ import annotations

from decimal import Decimal as D

import pytest
from django.db import IntegrityError, connection, transaction

from addons.billing.models import Parties
from addons.billing.tests.arrange import bill, pay

pytestmark = pytest.mark.django_db


@pytest.fixture
def invoice(ann, tara):
    return pay(bill(ann, tara, annex=[{"title": "T", "columns": ["A"], "rows": [["1"]]}]), "18.00")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE billing_invoice SET number = 'INV-1999-000001'",
        "UPDATE billing_invoice SET sequence = sequence + 1",
        "UPDATE billing_invoice SET total = total + 1, subtotal = subtotal + 1",
        "UPDATE billing_invoice SET tax = tax + 1, subtotal = subtotal - 1",
        "UPDATE billing_invoice SET lines = '[]'",
        "UPDATE billing_invoice SET annex = '[]'",
        "UPDATE billing_invoice SET seller = '{}'",
        "UPDATE billing_invoice SET issued_on = '1999-01-01'",
        "UPDATE billing_invoice SET commission = commission + 1",
        "UPDATE billing_invoice SET prepaid = prepaid + 1",
        "UPDATE billing_invoice SET customer_id = provider_user_id",
        "UPDATE billing_invoice SET provider_user_id = NULL",
        "UPDATE billing_invoice SET corrects_id = id",
        "UPDATE billing_invoice SET kind = 'credit_note'",
        "UPDATE billing_invoice SET language = 'xx'",
        "UPDATE billing_invoice SET paid = total + 1",
        "UPDATE billing_invoice SET paid = -1",
        "UPDATE billing_invoice SET refunded = paid + 1",
        "UPDATE billing_invoice SET credited = total + 1",
        "DELETE FROM billing_invoice",
        "UPDATE billing_taxline SET tax = tax + 1",
        "DELETE FROM billing_taxline",
        "UPDATE billing_receipt SET amount = amount + 1",
        "DELETE FROM billing_receipt",
        "UPDATE billing_parties SET buyer_name = 'Somebody else'",
        "DELETE FROM billing_parties",
        "UPDATE billing_counter SET last = last - 1",
        "UPDATE billing_counter SET last = last + 2",
        "DELETE FROM billing_counter",
    ],
)
def test_raw_sql_cannot_rewrite_an_invoice(invoice, statement):
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_who_is_on_it_may_be_forgotten(invoice):
    Parties.objects.update(buyer_name="", buyer_address="", buyer_email="", provider_name="")
    assert Parties.objects.get().buyer_name == ""


def test_what_is_paid_may_change(invoice):
    assert pay(invoice, "100.00").paid == D(118)
