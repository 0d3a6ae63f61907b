from __future__ import annotations

from typing import Any, Self

from django.db import models

from addons.base import clock
from addons.base.predicates import has_role

from .states import HoldState

keeps_the_books = has_role("finance")


class AccountQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """One's own; all of them to those who keep the books."""
        return self if keeps_the_books(user) else self.filter(owner=user.pk)


class TransferQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """A transfer has several sides, so whole ones are for those who keep the books."""
        return self if keeps_the_books(user) else self.none()

    def about(self, record: models.Model) -> Self:
        """Those for a record, the latest first."""
        return self.filter(**_named(record)).order_by("-at")


class PostingQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """What came to and went from one's own accounts."""
        return self if keeps_the_books(user) else self.filter(account__owner=user.pk)


class HoldQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        return self if keeps_the_books(user) else self.filter(account__owner=user.pk)

    def about(self, record: models.Model) -> Self:
        """Those for a record, the latest first."""
        return self.filter(**_named(record)).order_by("-pk")

    def open(self) -> Self:
        return self.filter(state=HoldState.HELD)

    def due_to_expire(self) -> Self:
        return self.open().filter(expires_at__lte=clock.now())


def _named(record: models.Model) -> dict[str, str]:
    return {"record_type": record._meta.label_lower, "record_id": str(record.pk)}
