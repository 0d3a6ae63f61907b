"""Who sees which payments, and with which of them something is to be done."""

from __future__ import annotations

from typing import Any, Self

from django.db import models

from addons.base import clock
from addons.base.models import RecordQuerySet
from addons.base.predicates import has_role

from .methods import Method
from .states import ASKED, CREATED, PENDING, REFUSED, SENT

watches = has_role("finance", "support_manager")


class PaymentQuerySet(RecordQuerySet):
    def visible_to_user(self, user: Any) -> Self:
        """Those who watch the money see all; others what they pay themselves."""
        return self if watches(user) else self.filter(payer=user)

    def of_payer(self, user: Any) -> Self:
        return self.filter(payer=user)

    def about(self, record: models.Model) -> Self:
        """Those for a record, the latest first."""
        named = {"about_type": record._meta.label_lower, "about_id": str(record.pk)}
        return self.filter(**named).order_by("-pk")

    def under_way(self) -> Self:
        """The money may still come."""
        return self.filter(state__in=[CREATED.key, PENDING.key])

    def cards(self) -> Self:
        return self.filter(method=Method.CARD)

    def due_to_look_at(self) -> Self:
        """The gateway has to be told of them, or asked what has become of them."""
        return self.under_way().cards().filter(checkout__next_look_at__lte=clock.now())

    def in_trouble(self) -> Self:
        """Those about which the gateway does not answer."""
        return self.under_way().filter(checkout__trouble_at__isnull=False)

    def with_people(self) -> Self:
        return self.select_related("payer", "received_by", "checkout")


class RepaymentQuerySet(RecordQuerySet):
    def visible_to_user(self, user: Any) -> Self:
        return self if watches(user) else self.filter(payment__payer=user)

    def under_way(self) -> Self:
        return self.filter(state__in=[ASKED.key, SENT.key])

    def refused(self) -> Self:
        return self.filter(state=REFUSED)

    def due_to_look_at(self) -> Self:
        return self.under_way().filter(next_look__next_look_at__lte=clock.now())

    def with_people(self) -> Self:
        return self.select_related("payment__payer")


class GatewayEventQuerySet(models.QuerySet[Any]):
    def of(self, payment: Any) -> Self:
        """What the gateway said of the payment, the latest first."""
        return self.filter(payment=payment).order_by("-pk")
