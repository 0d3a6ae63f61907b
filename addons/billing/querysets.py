"""Who sees which invoice."""

from __future__ import annotations

from typing import Any, Self

from django.db.models import Model, Q

from addons.base.models import RecordQuerySet
from addons.base.predicates import has_role

from .states import ISSUED, REFUNDED, REQUESTED

watches = has_role("finance", "support_manager")


class InvoiceQuerySet(RecordQuerySet):
    def visible_to_user(self, user: Any) -> Self:
        """Staff who watch see all; a customer their own; a provider those of their work."""
        return self if watches(user) else self.of_person(user)

    def of_person(self, user: Any) -> Self:
        return self.filter(Q(customer=user) | Q(provider_user=user))

    def of_customer(self, user: Any) -> Self:
        return self.filter(customer=user)

    def of_provider(self, user: Any) -> Self:
        return self.filter(provider_user=user)

    def about(self, record: Model) -> Self:
        """Those for a record, the latest first."""
        named = {"about_type": record._meta.label_lower, "about_id": str(record.pk)}
        return self.filter(**named).order_by("-pk")

    def invoices(self) -> Self:
        return self.filter(kind="invoice")

    def credit_notes(self) -> Self:
        return self.filter(kind="credit_note")

    def unpaid(self) -> Self:
        return self.invoices().filter(state=ISSUED)

    def with_people(self) -> Self:
        return self.select_related("customer", "provider_user", "parties", "corrects")


class RefundQuerySet(RecordQuerySet):
    def visible_to_user(self, user: Any) -> Self:
        """Staff who watch see all; a customer what was given back to them."""
        return self if watches(user) else self.filter(invoice__customer=user, state=REFUNDED)

    def waiting(self) -> Self:
        return self.filter(state=REQUESTED)

    def done(self) -> Self:
        return self.filter(state=REFUNDED)

    def with_people(self) -> Self:
        return self.select_related("invoice__customer", "invoice__provider_user", "asked_by")
