from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import DataError, connection

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]


def read(literal: str) -> datetime:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT '{literal}'::timestamptz")
        found: datetime = cursor.fetchone()[0]
    return found


@pytest.mark.parametrize(
    ("literal", "moment"),
    [
        ("2026-11-20 10:00:00+05:30", datetime(2026, 11, 20, 4, 30, tzinfo=UTC)),
        ("2026-11-20 10:00:00.5+00", datetime(2026, 11, 20, 10, microsecond=500_000, tzinfo=UTC)),
        ("1899-01-01 00:00:00+00", datetime(1899, 1, 1, tzinfo=UTC)),
    ],
)
def test_moments_are_read_exactly_and_in_utc(literal: str, moment: datetime):
    assert read(literal) == moment
    assert read(literal).tzinfo is UTC


def test_a_moment_that_python_has_no_date_for_is_an_error():
    with pytest.raises(DataError):
        read("infinity")
