"""Each race around a job, a few rounds; with the guard off each goes wrong."""

from __future__ import annotations

import os
from copy import copy

import pytest

from addons.base.workflow import bulk, rows
from addons.jobs.tests.races import RACES, Field

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = int(os.environ.get("RACE_ROUNDS", "1"))
WITHOUT_GUARD = 5


@pytest.fixture
def field(transactional_db: None, alice, ravi, mira, dora, category) -> Field:
    return Field(customer=alice, providers=[ravi, mira], dispatcher=dora, category=category.slug)


@pytest.mark.parametrize("name", RACES)
def test_one_wins_each_round(field, name):
    wrong = [f"round {n}: {fault}" for n in range(ROUNDS) for fault in RACES[name](field)]
    assert not wrong, "\n".join(wrong)


@pytest.fixture
def unguarded(monkeypatch):
    """Read, check and save, with neither the lock nor the guarded UPDATE."""
    statements = (rows._one_statement, rows._three_statements)
    monkeypatch.setattr("addons.base.workflow.doors.lock", lambda record, actor: copy(record))
    monkeypatch.setattr(bulk, "_locked", bulk._rows)
    monkeypatch.setattr(rows, "GUARD", ())
    for statement in statements:
        statement.cache_clear()
    yield
    for statement in statements:
        statement.cache_clear()


# Something else holds there as well. On SQLite the offer, read anew in the only writer's transaction,
# already says that it is closed; on PostgreSQL the unique quarter hours of a provider let one through.
GUARDED_TWICE = {"reject": [pytest.mark.postgres], "slots": [pytest.mark.sqlite]}


@pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=GUARDED_TWICE.get(name, [])) for name in RACES],
)
def test_without_the_guard_some_round_goes_wrong(field, name, unguarded):
    assert any(list(RACES[name](field)) for _ in range(WITHOUT_GUARD))
