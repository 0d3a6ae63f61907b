"""When a running talk has to end by itself, and why: pure functions of what is known of it.

A deadline is a condition. Whoever looks, and however late, finds the same end at the same moment.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from .charging import Span

# So long without a sign of life and a side is thought gone: the meter pauses as of the last one.
SILENCE: Final = timedelta(seconds=30)
# So much longer and the talk ends.
GRACE: Final = timedelta(seconds=60)
PATIENCE: Final = SILENCE + GRACE
# We looked after the talk until so shortly before a side's time was up: it was the side that was gone,
# not we.
LOOKED_AFTER: Final = timedelta(seconds=30)


@dataclass(frozen=True, kw_only=True)
class Signs:
    """What is known of a running talk. `watched_at`: when one of our processes last looked after it.

    `orphan_since`: when it was noticed that none does.
    """

    started_at: datetime
    customer_seen_at: datetime
    provider_seen_at: datetime
    watched_at: datetime
    orphan_since: datetime | None = None
    ends_at: datetime | None = None
    longest_until: datetime | None = None

    @property
    def last_together(self) -> datetime:
        """The last moment at which both were known to be there."""
        return max(min(self.customer_seen_at, self.provider_seen_at), self.started_at)


@dataclass(frozen=True, kw_only=True)
class Ending:
    """An end that is due: its reason, and the moment that it counts from."""

    reason: str
    at: datetime


def is_silent(seen_at: datetime, now: datetime) -> bool:
    return now - seen_at >= SILENCE


def silences(signs: Signs, now: datetime) -> list[tuple[str, datetime, datetime]]:
    """The gaps that are open now: which side has not been heard, and since when."""
    sides = (("customer", signs.customer_seen_at), ("provider", signs.provider_seen_at))
    return [(side, max(at, signs.started_at), now) for side, at in sides if is_silent(at, now)]


def open_gaps(signs: Signs, now: datetime) -> list[Span]:
    return [(start, end) for _side, start, end in silences(signs, now)]


def due(signs: Signs, funded_until: datetime, now: datetime) -> Ending | None:
    """The end that is due now, the first of them if there are several."""
    endings = [ending for ending in _endings(signs, funded_until) if ending.at <= now]
    if broken := _given_up(signs, now):
        endings.append(broken)
    return min(endings, key=lambda ending: ending.at, default=None)


def _endings(signs: Signs, funded_until: datetime) -> Iterator[Ending]:
    yield Ending(reason="insufficient_balance", at=funded_until)
    if signs.ends_at is not None:
        yield Ending(reason="scheduled_end", at=signs.ends_at)
    if signs.longest_until is not None:
        yield Ending(reason="max_length", at=signs.longest_until)
    first = signs.last_together
    if signs.watched_at >= first + PATIENCE - LOOKED_AFTER:
        gone_first = "user" if signs.customer_seen_at <= signs.provider_seen_at else "provider"
        yield Ending(reason=f"{gone_first}_disconnected", at=first + PATIENCE)


def _given_up(signs: Signs, now: datetime) -> Ending | None:
    """Nobody of ours looked after it, and nobody has come back for a whole patience since noticed."""
    alone = signs.orphan_since
    if alone is None or now < alone + PATIENCE or now < signs.last_together + PATIENCE:
        return None
    return Ending(reason="system_error", at=signs.last_together)


def next_deadline(signs: Signs, funded_until: datetime) -> datetime:
    """The moment at which to look again."""
    return min(ending.at for ending in _endings(signs, funded_until))
