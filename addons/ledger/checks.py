from __future__ import annotations

from collections.abc import Iterator

from addons.base.points import verifies

from .checking import Count, breaks


@verifies
def ledger_holds() -> Iterator[str]:
    """Every balance and hold is what its postings say."""
    yield from breaks(Count())
