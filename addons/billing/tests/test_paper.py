"""The PDF: what it says in both languages, the same bytes each time, stored once."""

from __future__ import annotations

import shutil
import subprocess
from decimal import Decimal as D

import pytest

from addons.accounts.models import Address
from addons.base.models import Attachment
from addons.base.testing.races import at_once
from addons.base.workflow import Door
from addons.billing.documents import document_of
from addons.billing.models import BillingPolicy, Invoice
from addons.billing.points import credit, typeset
from addons.billing.printing import draw
from addons.billing.tests.arrange import TEST, bill, line

pytestmark = pytest.mark.django_db

needs_poppler = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="needs poppler-utils")
ANNEX = [
    {
        "title": "Minute by minute",
        "columns": ["From", "To", "Amount"],
        "rows": [[f"10:{minute:02}", f"10:{minute + 1:02}", "₹10.00"] for minute in range(59)],
    }
]


@pytest.fixture(autouse=True)
def seller(db):
    BillingPolicy(
        seller_name="Dilli Home Help Private Limited",
        seller_address="14 Lantern Lane\nNew Delhi 110001",
        seller_tax_id="GSTIN 07AAACD0000A1Z5",
        seller_bank="Bank of Lanterns",
        seller_note="Thank you.",
    ).save()


@pytest.fixture
def buyer(ann):
    Address.objects.create(user=ann, label="Home", line="12 Main Street", city="New Delhi")
    return ann


def text_of(pdf):
    done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, stdout=-1, check=True)
    return " ".join(done.stdout.decode().split())


def lines():
    return [line("1499.00", text="Deep cleaning"), line("100.00", rate="5", text="Soap")]


def printed(invoice):
    return draw(Invoice.objects.with_people().get(pk=invoice.pk))


@needs_poppler
def test_an_invoice_says_what_it_must_in_english(buyer, tara):
    invoice = bill(buyer, tara, *lines(), language="en", paid=D("500.00"))
    text = text_of(printed(invoice))
    for said in (
        "Invoice",
        invoice.number,
        "Dilli Home Help Private Limited",
        "14 Lantern Lane",
        "GSTIN 07AAACD0000A1Z5",
        "Billed to",
        "Ann",
        "12 Main Street",
        "Work done by",
        "Tara",
        "Deep cleaning",
        "₹1,499.00",
        "18 %",
        "₹269.82",
        "Total ₹1,873.82",
        "Still to pay ₹1,373.82",
        "Please pay ₹1,373.82",
        "Bank of Lanterns",
        "Page 1 of 1",
    ):
        assert said in text, said


@needs_poppler
def test_an_invoice_says_what_it_must_in_hindi(buyer, tara):
    invoice = bill(buyer, tara, line("1499.00", text="गहरी सफ़ाई"), language="hi")
    text = text_of(printed(invoice))
    for said in (invoice.number, "₹1,499.00", "₹1,768.82", "Bank of Lanterns"):
        assert said in text, said
    # Some vowel signs come out apart from their letters; these words have none of them.
    for said in ("इनवॉइस", "तारीख़", "रकम", "टैक्स दर", "चुकाएँ", "पन्ना 1"):
        assert said in text, said
    for english in ("Invoice", "Total", "Billed to", "Page", "Amount", "Please pay"):
        assert english not in text, english


@needs_poppler
def test_a_credit_note_names_its_invoice_and_why(buyer, tara):
    invoice = bill(buyer, tara, *lines(), language="en")
    note = credit(invoice, D("10.00"), key="n", reason="Too late.", actor=TEST, via=Door.COMMAND)
    text = text_of(printed(note))
    for said in ("Credit note", note.number, "For invoice", invoice.number, "Too late."):
        assert said in text, said
    assert "Please pay" not in text


@needs_poppler
def test_what_follows_the_lines_goes_on_over_pages(buyer, tara):
    invoice = bill(buyer, tara, language="en", annex=ANNEX)
    text = text_of(printed(invoice))
    assert "Minute by minute" in text
    assert "10:58 10:59 ₹10.00" in text
    assert "Page 2 of 3" in text or "Page 2 of 2" in text


def test_the_same_invoice_is_the_same_bytes(buyer, tara):
    invoice = bill(buyer, tara, language="hi")
    assert printed(invoice) == printed(invoice)


def test_what_is_paid_later_does_not_change_it(buyer, tara):
    from addons.billing.tests.arrange import pay

    invoice = bill(buyer, tara)
    before = printed(invoice)
    pay(invoice, "118.00")
    assert printed(invoice) == before


def test_what_somebody_writes_is_no_markup(buyer, tara):
    text = '#panic("x") *bold* $x$ [link](y) "\\ <a> @b'
    assert printed(bill(buyer, tara, line(text=text))).startswith(b"%PDF")


def test_a_template_that_is_not_there_is_a_mistake():
    with pytest.raises(LookupError):
        typeset("billing/pdf/nothing.typ", {}, language="en")


def test_it_is_stored_once(buyer, tara):
    invoice = Invoice.objects.with_people().get(pk=bill(buyer, tara).pk)
    first, second = document_of(invoice), document_of(invoice)
    assert first.pk == second.pk
    assert first.name == f"{invoice.number}.pdf"
    with first.file.open() as stored:
        assert stored.read() == draw(invoice)


@pytest.mark.django_db(transaction=True)
def test_of_many_who_draw_it_one_is_kept(buyer, tara):
    invoice = Invoice.objects.with_people().get(pk=bill(buyer, tara).pk)
    answers = at_once(8, lambda _number: document_of(invoice).pk)
    assert len(set(answers)) == 1
    assert Attachment.objects.count() == 1
