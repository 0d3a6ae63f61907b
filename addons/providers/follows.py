from __future__ import annotations

from typing import TYPE_CHECKING

from addons.base.points import follows

from .flow import ProviderFlow
from .models import Provider, ProviderStanding

if TYPE_CHECKING:
    from addons.base.workflow.changes import Change


@follows(ProviderFlow.apply)
def begin_counting(provider: Provider, change: Change) -> None:
    """Ratings, offers and jobs are counted from here."""
    ProviderStanding.objects.create(provider=provider)
