"""Who is on an invoice is given out and forgotten; number, lines and sums stay."""

from __future__ import annotations

from decimal import Decimal as D
from io import StringIO

import pytest
from django.core.management import call_command

from addons.base.models import Attachment
from addons.base.workflow import Door
from addons.base.workflow.doors import perform
from addons.billing.documents import document_of
from addons.billing.flow import InvoiceFlow
from addons.billing.models import Invoice, Refund
from addons.billing.privacy import forget_in_refunds, forget_on_invoices, invoices_of, refunds_of
from addons.billing.tests.arrange import bill

pytestmark = pytest.mark.django_db


@pytest.fixture
def invoice(ann, tara, fay):
    invoice = bill(ann, tara, paid=D("118.00"))
    data = {"amount": "10.00", "to": "wallet", "borne_by": "house", "reason": "Ann was ill."}
    perform(invoice, InvoiceFlow.refund, actor=fay, data=data, via=Door.CONSOLE)
    return Invoice.objects.with_people().get(pk=invoice.pk)


def test_a_customer_gets_all_of_it(ann, invoice):
    given, note = invoices_of(ann)
    assert (given["number"], given["name"]) == (invoice.number, "Ann")
    assert note["reason"] == "Ann was ill."
    assert next(refunds_of(ann))["reason"] == "Ann was ill."


def test_a_provider_gets_their_side_only(tara, invoice):
    given = next(invoices_of(tara))
    assert given["done_by"] == "Tara"
    assert "name" not in given


def test_a_forgotten_customer_is_on_no_paper(ann, invoice):
    document_of(invoice)
    before = (invoice.number, invoice.lines, invoice.total)
    forget_on_invoices(ann)
    forget_in_refunds(ann)
    fresh = Invoice.objects.with_people().get(pk=invoice.pk)
    assert (fresh.number, fresh.lines, fresh.total) == before
    assert fresh.parties.buyer_name == fresh.parties.buyer_address == ""
    assert fresh.parties.provider_name == "Tara"
    assert Attachment.objects.count() == 0
    assert Refund.objects.get().reason == ""
    assert not Refund.history.exclude(reason="").exists()


def test_the_books_still_hold_when_somebody_is_forgotten(ann, invoice):
    call_command("privacy", "erase", ann.email, stdout=StringIO())
    out = StringIO()
    call_command("verify", stdout=out)
    assert "Ann" not in str(list(Invoice.objects.values())) + out.getvalue()
