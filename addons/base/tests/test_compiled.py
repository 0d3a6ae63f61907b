from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import models

from addons.base import clock
from addons.base.compiled import Compiled, Given
from addons.base.models import Note

pytestmark = pytest.mark.django_db


def note(text: str) -> Note:
    made = Note(record_type="dummy.parcel", record_id="1", kind="work", text=text)
    made.created_at = made.updated_at = clock.now()
    made.save()
    return made


def test_a_compiled_query_gives_what_the_queryset_would() -> None:
    first, second = note("first"), note("second")
    asked = Compiled(
        lambda: Note.objects.filter(
            text=Given("text"), created_at__gt=Given("after", models.DateTimeField())
        ).values_list("pk", "created_at")
    )
    before = first.created_at - timedelta(seconds=1)
    assert asked.ask(text="first", after=before) == [(first.pk, first.created_at)]
    assert asked.ask(text="second", after=before) == [(second.pk, second.created_at)]
    assert asked.ask(text="second", after=clock.now() + timedelta(hours=1)) == []


def test_what_is_always_the_same_stays_in_the_query() -> None:
    note("kept")
    asked = Compiled(
        lambda: Note.objects.filter(kind="work", text=Given("text")).values_list("kind")
    )
    assert asked.ask(text="kept") == [("work",)]


def test_a_value_is_never_read_as_sql() -> None:
    note("kept")
    asked = Compiled(lambda: Note.objects.filter(text=Given("text")).values_list("pk"))
    assert asked.ask(text="' OR 1=1 --") == []
    assert asked.ask(text="%s") == []
