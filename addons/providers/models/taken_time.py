"""A provider's taken time: one row per started quarter hour, so that the database refuses overlaps.

Each addon whose work takes time has a table of its own on this base and registers its rows in BUSY.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Self

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext_lazy as _

from addons.base.workflow import Refused

from ..points import BUSY

if TYPE_CHECKING:
    from addons.base.workflow.states import Text

    from .provider import Provider

QUARTER = timedelta(minutes=15)


def quarters(start: datetime, *, minutes: int) -> Iterator[datetime]:
    """Every quarter hour that the time touches."""
    quarter = start.replace(minute=start.minute // 15 * 15, second=0, microsecond=0)
    while quarter < start + timedelta(minutes=minutes):
        yield quarter
        quarter += QUARTER


class TakenTimeQuerySet(models.QuerySet[Any]):
    # What whoever comes second is told.
    refusal: Text = _("%(name)s has other work at that time. Choose another time or provider.")

    def take(
        self, provider: Provider, start: datetime, *, minutes: int, work: Mapping[str, Any]
    ) -> None:
        """Take the time for the work, or refuse: also between two transactions."""
        taken = Refused("slot_taken", self.refusal % {"name": provider.display_name})
        if self._others_take(provider, start, minutes=minutes):
            raise taken
        span = quarters(start, minutes=minutes)
        rows = [self.model(provider=provider, quarter=quarter, **work) for quarter in span]
        try:
            # A savepoint, so that the transaction survives the refusal on PostgreSQL.
            with transaction.atomic():
                self.bulk_create(rows)
        except IntegrityError:
            raise taken from None

    def between(self, start: datetime, end: datetime) -> Self:
        return self.filter(quarter__gt=start - QUARTER, quarter__lt=end)

    def _others_take(self, provider: Provider, start: datetime, *, minutes: int) -> bool:
        """Whether the work of other addons takes any of it, which no unique key of ours can see.

        Until the end of the transaction all others who ask wait, so that two kinds of work never
        take one quarter hour.
        """
        others = [rows for name, rows in BUSY.items() if name != self.model._meta.app_label]
        if not others:
            return False
        held = type(provider)._default_manager.filter(pk=provider.pk).order_by()
        list(held.select_for_update(no_key=True, of=("self",)).values_list("pk"))
        end = start + timedelta(minutes=minutes)
        return any(rows(start, end).filter(provider_id=provider.pk).exists() for rows in others)


class TakenTime(models.Model):
    """Beside these: `provider`, the work it is for, and a unique key over provider and quarter."""

    provider_id: int
    quarter = models.DateTimeField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.provider_id} {self.quarter:%Y-%m-%d %H:%M}"
