"""Invoices on pages and in the API: to whom they are, as files, and paid from there."""

from __future__ import annotations

from decimal import Decimal as D

import pytest
from django.urls import reverse

from addons.base.workflow import Door
from addons.base.workflow.doors import perform
from addons.billing.flow import InvoiceFlow
from addons.billing.models import Invoice
from addons.billing.points import credit
from addons.billing.tests.arrange import TEST, bill, line
from addons.ledger.points import wallet_of
from addons.ledger.tests.arrange import pay_in
from addons.payments.models import Payment

pytestmark = pytest.mark.django_db

ALLAUTH = "allauth.account.auth_backends.AuthenticationBackend"
ANNEX = [{"title": "Minutes", "columns": ["From", "Amount"], "rows": [["10:00", "₹10.00"]]}]


@pytest.fixture
def sees(client):
    """The text of a page as the person sees it."""

    def look(person, url, **headers):
        client.force_login(person, ALLAUTH)
        answer = client.get(url, headers=headers)
        assert answer.status_code == 200, url
        return answer.content.decode()

    return look


def test_both_sides_find_their_invoices(ann, bob, tara, sees):
    invoice = bill(ann, tara)
    assert invoice.number in sees(ann, "/billing/invoices/")
    assert invoice.number not in sees(tara, "/billing/invoices/")
    assert invoice.number in sees(tara, "/billing/invoices/?show=work")
    assert invoice.number not in sees(bob, "/billing/invoices/")


def test_the_page_says_what_it_is_for_and_what_is_open(ann, tara, sees):
    invoice = bill(ann, tara, line(text="Deep cleaning"), annex=ANNEX, paid=D("18.00"))
    page = sees(ann, invoice.get_absolute_url())
    for said in ("Deep cleaning", "₹118.00", "₹18.00", "₹100.00", "Minutes", "Pay by card"):
        assert said in page, said


def test_who_did_the_work_reads_only(ann, tara, sees):
    page = sees(tara, bill(ann, tara).get_absolute_url())
    assert "Pay by card" not in page
    assert "Save as PDF" in page


def test_the_customer_reads_it_in_hindi(ann, tara, sees):
    ann.language = "hi"
    ann.save()
    page = sees(ann, bill(ann, tara).get_absolute_url(), **{"accept-language": "hi"})
    for said in ("इनवॉइस", "चुकाना बाक़ी", "वॉलेट से चुकाएँ", "PDF सहेजें"):
        assert said in page, said


def test_the_file_is_saved_and_not_shown_in_place(ann, tara, client):
    invoice = bill(ann, tara)
    client.force_login(ann, ALLAUTH)
    answer = client.get(reverse("billing:invoice_pdf", args=[invoice.pk]))
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == f'attachment; filename="{invoice.number}.pdf"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer.content.startswith(b"%PDF")


def test_paying_by_card_leads_to_where_the_card_is_asked_for(ann, tara, client):
    invoice = bill(ann, tara)
    client.force_login(ann, ALLAUTH)
    url = f"{invoice.get_absolute_url()}do/pay-by-card/"
    assert client.get(url).status_code == 200
    answer = client.post(url, {"amount": "100.00"})
    payment = Payment.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, payment.pay_url)
    assert payment.amount == D(100)
    assert payment.pay_url in client.get(invoice.get_absolute_url()).content.decode()


def test_more_than_is_open_is_said_at_the_field(ann, tara, client):
    invoice = bill(ann, tara)
    client.force_login(ann, ALLAUTH)
    answer = client.post(f"{invoice.get_absolute_url()}do/pay-by-card/", {"amount": "118.01"})
    assert answer.status_code == 422
    assert "Only ₹118.00" in answer.content.decode()


def test_the_customer_sees_what_was_given_back(ann, tara, fay, sees):
    invoice = bill(ann, tara)
    pay_in(wallet_of(ann), invoice.total)
    data = {"amount": "118.00"}
    perform(invoice, InvoiceFlow.pay_from_wallet, actor=ann, data=data, via=Door.PORTAL)
    data = {"amount": "59.00", "to": "wallet", "borne_by": "house", "reason": "It was late."}
    perform(invoice, InvoiceFlow.refund, actor=fay, data=data, via=Door.CONSOLE)
    page = sees(ann, invoice.get_absolute_url())
    for said in ("Given back", "₹59.00", "It was late.", "CN-"):
        assert said in page, said


def test_a_credit_note_leads_to_its_invoice(ann, tara, sees):
    invoice = bill(ann, tara)
    note = credit(invoice, D(10), key="n", reason="", actor=TEST, via=Door.COMMAND)
    assert invoice.get_absolute_url() in sees(ann, note.get_absolute_url())


# --- the API ------------------------------------------------------------------------------------


def test_the_api_gives_an_invoice_with_money_and_currency(ann, tara, client):
    invoice = bill(ann, tara, annex=ANNEX, paid=D("18.00"))
    client.force_login(ann, ALLAUTH)
    given = client.get(f"/api/v1/invoices/{invoice.pk}/").json()
    assert given["number"] == invoice.number
    assert given["open"] == {"amount": "100.00", "currency": "INR"}
    assert given["taxes"] == [
        {
            "rate": "18",
            "net": {"amount": "100.00", "currency": "INR"},
            "tax": {"amount": "18.00", "currency": "INR"},
        }
    ]
    assert given["annex"] == ANNEX
    listed = client.get("/api/v1/invoices/?state=issued").json()
    assert [each["id"] for each in listed["results"]] == [invoice.pk]


def test_the_api_gives_the_file(ann, bob, tara, client):
    invoice = bill(ann, tara)
    client.force_login(ann, ALLAUTH)
    answer = client.get(f"/api/v1/invoices/{invoice.pk}/pdf/")
    assert answer.content.startswith(b"%PDF")
    client.force_login(bob, ALLAUTH)
    assert client.get(f"/api/v1/invoices/{invoice.pk}/pdf/").status_code == 404


def test_finance_refunds_over_the_api(ann, tara, fay, client):
    invoice = bill(ann, tara, paid=D("118.00"))
    client.force_login(fay, ALLAUTH)
    data = {
        "amount": {"amount": "10.00", "currency": "INR"},
        "to": "wallet",
        "borne_by": "house",
        "reason": "It was late.",
    }
    answer = client.post(
        f"/api/v1/invoices/{invoice.pk}/refund/", data, content_type="application/json"
    )
    assert answer.status_code == 200, answer.content
    assert Invoice.objects.get(pk=invoice.pk).refunded == D(10)


# --- the console ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "page",
    [
        "/admin/billing/invoice/",
        "/admin/billing/invoice/?view=unpaid",
        "/admin/billing/refund/",
        "/admin/billing/refund/?view=waiting",
        "/admin/billing-figures/",
        "/admin/billing-taxes/?by=quarter",
    ],
)
def test_finance_opens_the_pages(ann, tara, fay, sees, page):
    bill(ann, tara)
    sees(fay, page)


def test_a_record_page_says_what_stands_on_it(ann, tara, fay, sees):
    invoice = bill(ann, tara, line(text="Deep cleaning"))
    page = sees(fay, f"/admin/billing/invoice/{invoice.pk}/")
    assert "Deep cleaning" in page
    assert f"/billing/invoices/{invoice.pk}/pdf/" in page
