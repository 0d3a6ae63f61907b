from __future__ import annotations

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _


class InvoiceKind(models.TextChoices):
    INVOICE = "invoice", _("Invoice")
    CREDIT_NOTE = "credit_note", _("Credit note")


PREFIXES: Final = {InvoiceKind.INVOICE.value: "INV", InvoiceKind.CREDIT_NOTE.value: "CN"}
