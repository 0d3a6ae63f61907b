from __future__ import annotations

from django.urls import path

from addons.base.surfaces.portal import record_urls

from . import portal
from .models import Invoice

# Under /billing/.
portal_urlpatterns = [
    path("invoices/", portal.MyInvoices.as_view(), name="mine"),
    path("invoices/<int:pk>/", portal.InvoicePage.as_view(), name="invoice"),
    path("invoices/<int:pk>/pdf/", portal.InvoiceFile.as_view(), name="invoice_pdf"),
    path("invoices/<int:pk>/do/pay-by-card/", portal.PayByCard.as_view(), name="invoice_card_do"),
    *record_urls(Invoice, parts=("status",), prefix="invoices/"),
]
