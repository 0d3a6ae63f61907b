"""When a schedule runs, in words; what has none keeps its exact expression."""

from __future__ import annotations

from typing import Any

import pytest

from addons.base.points import Schedule
from addons.base.schedules.words import timing_in_words


def schedule(**timing: Any) -> Schedule:
    return Schedule(name="test.sweep", run=lambda: 0, summary="Sweeps.", **timing)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (1, "every second"),
        (2, "every 2 seconds"),
        (60, "every minute"),
        (90, "every 90 seconds"),
        (300, "every 5 minutes"),
        (3600, "every hour"),
        (7200, "every 2 hours"),
    ],
)
def test_periods_are_said_in_their_largest_unit(seconds: int, words: str) -> None:
    assert timing_in_words(schedule(every=seconds)) == words


@pytest.mark.parametrize(
    ("cron", "words"),
    [
        ("* * * * *", "every minute"),
        ("*/1 * * * *", "every minute"),
        ("*/15 * * * *", "every 15 minutes"),
        ("20 * * * *", "every hour, 20 minutes past"),
        ("0 * * * *", "every hour"),
        ("10 3 * * *", "daily at 03:10"),
        ("0 6 * * 1", "every Monday at 06:00"),
        ("0 6 * * 0", "every Sunday at 06:00"),
        ("0 6 * * 7", "every Sunday at 06:00"),
        ("30 2 1 * *", "on day 1 of each month at 02:30"),
    ],
)
def test_common_expressions_are_said_in_words(cron: str, words: str) -> None:
    assert timing_in_words(schedule(cron=cron)) == words


@pytest.mark.parametrize("cron", ["*/7 * * * *", "0 6 1 * 1", "0 6 * 5 *", "0 6,18 * * *"])
def test_what_words_would_get_wrong_stays_as_it_is_written(cron: str) -> None:
    assert timing_in_words(schedule(cron=cron)) == cron
