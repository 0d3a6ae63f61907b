"""What the worker does after an invoice was issued."""

from __future__ import annotations

from addons.base.models import Event
from addons.base.points import on

from .documents import document_of
from .flow import InvoiceFlow
from .models import Invoice


@on(InvoiceFlow.issue)
def draw_the_document(event: Event) -> None:
    """Ready before somebody asks; done twice it is the same file."""
    document_of(Invoice.objects.with_people().get(pk=event.record_id))
