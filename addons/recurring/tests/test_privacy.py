from __future__ import annotations

import pytest

from addons.base.events.chain import breaks_in
from addons.base.models import Event
from addons.base.points import PERSONAL
from addons.base.privacy import forget
from addons.base.workflow import Door
from addons.base.workflow.doors import perform
from addons.recurring.flow import SeriesFlow
from addons.recurring.models import Series

pytestmark = pytest.mark.django_db

WORDS = ("The kitchen tap drips", "12 Main Street", "Connaught", "SECRET")


@pytest.fixture
def kept(series, alice):
    data = {"reason": "SECRET"}
    return perform(series, SeriesFlow.pause, actor=alice, data=data, via=Door.PORTAL)


def test_a_customer_is_given_what_repeats_and_nobody_else_is(kept, alice, bob):
    export = PERSONAL["recurring.Series"].export
    assert [word for word in WORDS[:3] if word not in str(list(export(alice)))] == []
    assert list(export(bob)) == []


def test_a_forgotten_customer_leaves_no_words_and_nothing_repeats(kept, alice, sweep):
    forget(alice)
    tables = (Series, Series.history.model, Event)
    left = str([list(table._base_manager.values()) for table in tables])
    assert [word for word in (*WORDS, "28.6139") if word in left] == []
    kept.refresh_from_db()
    stream = Event.objects.of(kept).order_by("sequence")
    assert not list(breaks_in(stream, head=(kept.version, kept.chain)))
    assert sweep(kept, days=20).occurrences.count() == 1
    assert kept.state == "ended"
