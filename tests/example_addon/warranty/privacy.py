"""What the customer claimed, given out. It is forgotten with the job, in follows.py."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from addons.base.points import PERSONAL, Personal

from .models import Claim


def claims_of(person: Any) -> Iterator[dict[str, Any]]:
    mine = Claim.objects.filter(job__customer=person).order_by("pk")
    yield from mine.values("job_id", "fault", "claimed_at")


def forgotten_with_the_job(person: Any) -> None:
    pass


PERSONAL.register("warranty.Claim", Personal("warranty.Claim", claims_of, forgotten_with_the_job))
