"""The stored PDF of an invoice: drawn once, by the worker or whoever asks first."""

from __future__ import annotations

import hashlib
import secrets

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction

from addons.base import clock
from addons.base.models import Attachment
from addons.base.uploads import discard

from .models import Document, Invoice
from .printing import draw

KIND = "invoice"
PDF = "application/pdf"


def document_of(invoice: Invoice) -> Attachment:
    """The file; of two who draw it at the same moment one is kept."""
    stored = find(invoice)
    if stored is not None:
        return stored
    drawn = store(invoice, draw(invoice))
    try:
        with transaction.atomic():
            Document.objects.create(invoice=invoice, attachment=drawn)
    except IntegrityError:
        discard([drawn])
        stored = find(invoice)
        if stored is None:
            raise
        return stored
    return drawn


def find(invoice: Invoice) -> Attachment | None:
    document = Document.objects.select_related("attachment").filter(invoice=invoice).first()
    return document.attachment if document is not None else None


def store(invoice: Invoice, content: bytes) -> Attachment:
    drawn = Attachment(
        record_type=invoice.record_type,
        record_id=str(invoice.pk),
        kind=KIND,
        name=f"{invoice.number}.pdf",
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        content_type=PDF,
        created_at=clock.now(),
    )
    drawn.file.save(f"{secrets.token_hex(16)}.pdf", ContentFile(content), save=False)
    drawn.save()
    return drawn


def forget_document(invoice: Invoice) -> None:
    """It names somebody who is to be forgotten; the next one who asks gets it without the name."""
    document = Document.objects.select_related("attachment").filter(invoice=invoice).first()
    if document is not None:
        document.delete()
        discard([document.attachment])
