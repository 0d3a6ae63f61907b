"""A list reads the columns that it shows, and its rows never ask for more."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import pytest
from django.apps import apps
from django.db import models

from addons.base.models.state_field import StateField
from addons.base.surfaces.console.sites import viewset_of
from addons.base.tests.parcels import pack
from addons.base.workflow.compose import flow_of
from tests.dummy.models import Parcel, Slip

NAMED = [model for model in apps.get_models() if hasattr(model, "named_by")]


def sample(field: models.Field[Any, Any]) -> Any:
    if field.primary_key:
        return 1
    if isinstance(field, StateField):
        return next(iter(flow_of(field.model).states))
    return "a" if isinstance(field, models.CharField | models.TextField) else None


def known_by(model: Any, paths: Iterable[str]) -> Any:
    """One of it, of which the columns at the paths have been read, and its key."""
    own, others = {model._meta.pk}, defaultdict(list)
    for name, _, rest in (path.partition("__") for path in paths):
        if rest:
            others[name].append(rest)
        else:
            own.add(model._meta.get_field(name))
    fields = [field for field in model._meta.concrete_fields if field in own]
    record = model.from_db(None, [f.attname for f in fields], [sample(f) for f in fields])
    for name, rest in others.items():
        setattr(record, name, known_by(model._meta.get_field(name).related_model, rest))
    return record


@pytest.mark.parametrize("model", NAMED, ids=lambda model: model._meta.label)
def test_a_name_reads_what_is_declared_and_no_more(model):
    # Anything else would be asked of the database, which this test may not.
    assert str(known_by(model, model.named_by))


# Without accounts people are Django's own, which do not say what they are named by.
@pytest.mark.needs("accounts")
@pytest.mark.django_db
def test_a_list_leaves_the_other_columns_unread(ada):
    pack(ada)
    (record,) = viewset_of(Parcel).listed_to(ada)
    assert {"title", "state", "weight"}.isdisjoint(record.get_deferred_fields())
    assert "chain" in record.get_deferred_fields()


def test_whole_records_are_read_where_code_reads_them():
    assert viewset_of(Slip).row_columns is None
