"""A list reads the columns that it shows, and its rows never ask for more."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.db import models

from addons.base.surfaces.console.sites import viewset_of
from addons.base.tests.parcels import pack
from tests.dummy.models import Parcel, Slip

NAMED = [model for model in apps.get_models() if hasattr(model, "named_by")]


def sample(field: models.Field[Any, Any]) -> Any:
    if field.primary_key:
        return 1
    return "a" if isinstance(field, models.CharField | models.TextField) else None


@pytest.mark.parametrize("model", NAMED, ids=lambda model: model._meta.label)
def test_a_name_reads_what_is_declared_and_no_more(model):
    fields = [model._meta.pk, *map(model._meta.get_field, model.named_by)]
    record = model.from_db(None, [f.attname for f in fields], [sample(f) for f in fields])
    # Anything else would be asked of the database, which this test may not.
    assert str(record)


@pytest.mark.django_db
def test_a_list_leaves_the_other_columns_unread(ada):
    pack(ada)
    (record,) = viewset_of(Parcel).listed_to(ada)
    assert {"title", "state", "weight"}.isdisjoint(record.get_deferred_fields())
    assert "chain" in record.get_deferred_fields()


def test_whole_records_are_read_where_code_reads_them():
    assert viewset_of(Slip).row_columns is None
