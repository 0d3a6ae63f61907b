"""Invoices in the portal: mine, those of my work, one of them, its file, and paying it."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from django_htmx.http import HttpResponseClientRedirect

from addons.base.points import ACCOUNT_NAV, NavEntry
from addons.base.surfaces.portal import HttpSeeOther, RecordView, TransitionView, is_htmx
from addons.payments.models import Payment

from .documents import document_of
from .models import Invoice
from .shown import ShownInvoice

A_PAGE = 20
SEE_OTHER = 303


class MyInvoices(LoginRequiredMixin, TemplateView):
    """What I have to pay or have paid; for who works, also what was billed for that work."""

    template_name = "billing/portal/mine.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        person = self.request.user
        of_work = Invoice.objects.of_provider(person)
        wants_work = self.request.GET.get("show") == "work"
        listed = of_work if wants_work else Invoice.objects.of_customer(person)
        page = Paginator(listed.with_people().order_by("-pk"), A_PAGE).get_page(
            self.request.GET.get("page")
        )
        return super().get_context_data(
            page=page,
            invoices=[ShownInvoice(invoice, person) for invoice in page],
            wants_work=wants_work,
            has_work=wants_work or of_work.exists(),
            **kwargs,
        )


class InvoicePage(RecordView):
    """One invoice, for whichever side looks at it."""

    model = Invoice

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return render(request, "billing/portal/invoice.html", {"record": self.record})


class InvoiceFile(RecordView):
    """Its PDF, to whoever may see it."""

    model = Invoice

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        return as_file(self.record)


class PayByCard(TransitionView):
    """The usual page of the transition, which leads on to where the card is asked for."""

    model = Invoice

    def get(self, request: HttpRequest, pk: Any) -> HttpResponse:  # type: ignore[override]
        return super().get(request, pk, "pay-by-card")

    def post(self, request: HttpRequest, pk: Any) -> HttpResponse:  # type: ignore[override]
        response = super().post(request, pk, "pay-by-card")
        if response.status_code != SEE_OTHER:
            return response
        mine = Payment.objects.of_payer(request.user).under_way()
        payment = mine.about(self.record).order_by("-pk").first()
        if payment is None:
            return response
        if is_htmx(request):
            return HttpResponseClientRedirect(payment.pay_url)
        return HttpSeeOther(payment.pay_url)


def as_file(invoice: Invoice) -> HttpResponse:
    """The stored document, to be saved; the worker has drawn it, or it is drawn now."""
    stored = document_of(invoice)
    with stored.file.open("rb") as file:
        response = HttpResponse(file.read(), content_type=stored.content_type)
    response.headers["Content-Disposition"] = content_disposition_header(True, stored.name)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["Cache-Control"] = "private, max-age=300"
    return response


ACCOUNT_NAV.register(
    NavEntry(
        label=_("Invoices"),
        url="/billing/invoices/",
        icon="receipt",
        shown_to=lambda user: user.is_authenticated,
        order=30,
    )
)
