from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.db import transaction

from addons.base import remembered as kept
from addons.base.remembered import remembered, shared

pytestmark = pytest.mark.django_db(transaction=True)


def somebody(*, auth_version: int = 1) -> Any:
    return SimpleNamespace(pk=7, auth_version=auth_version)


def test_rights_are_read_once_while_they_are_fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter(["dispatcher", "nobody"])
    assert remembered(somebody(), "role", lambda: next(answers)) == "dispatcher"
    assert remembered(somebody(), "role", lambda: next(answers)) == "dispatcher"
    monkeypatch.setattr(kept, "KEPT_FOR", 0.0)
    kept.forget()
    remembered(somebody(), "role", lambda: "dispatcher")
    assert remembered(somebody(), "role", lambda: next(answers)) == "nobody"


def test_other_rights_count_at_once() -> None:
    remembered(somebody(), "role", lambda: "dispatcher")
    assert remembered(somebody(auth_version=2), "role", lambda: "finance") == "finance"


def test_nothing_is_not_remembered() -> None:
    assert remembered(somebody(), "role", lambda: "") == ""
    assert remembered(somebody(), "role", lambda: "dispatcher") == "dispatcher"


def test_what_a_transaction_sees_is_not_remembered() -> None:
    with transaction.atomic():
        remembered(somebody(), "role", lambda: "not yet")
    assert remembered(somebody(), "role", lambda: "dispatcher") == "dispatcher"


def test_somebody_without_a_version_is_read_each_time() -> None:
    answers = iter("ab")
    person = SimpleNamespace(pk=7)
    assert remembered(person, "role", lambda: next(answers)) == "a"
    assert remembered(person, "role", lambda: next(answers)) == "b"


def test_what_all_share_is_read_once_until_it_is_changed() -> None:
    answers = iter([[], ["Help"]])
    assert shared("foot", lambda: next(answers)) == []
    assert shared("foot", lambda: next(answers)) == []
    kept.forget()
    assert shared("foot", lambda: next(answers)) == ["Help"]


def test_what_all_share_is_read_again_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "SHARED_FOR", 0.0)
    answers = iter("ab")
    assert [shared("foot", lambda: next(answers)) for _page in range(2)] == ["a", "b"]
