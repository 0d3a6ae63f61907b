"""A small version of soak/live.py, which `make soak` runs with 1,000 pages."""

from __future__ import annotations

import pytest

from soak.live import soak

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def test_pages_that_drop_out_hear_everything_in_order_once_or_load_again(tmp_path):
    figures = soak(pages=50, bursts=1, redis_away=2, folder=tmp_path)
    assert figures.faults == []
    assert figures.drops and figures.events
