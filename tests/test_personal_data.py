from __future__ import annotations

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import Model
from simple_history.models import HistoricalChanges

from addons.base.points import PERSONAL

# Says only who stands for it; the person behind the id is forgotten with their own row.
ONLY_AN_ID = {"base.Review"}


def with_a_person() -> list[type[Model]]:
    """Our models that point to people. Kept history is forgotten with its record."""
    ours = tuple(addon.module for addon in settings.ADDONS)
    return [
        model
        for model in apps.get_models()
        if model.__module__.startswith(ours)
        and not issubclass(model, HistoricalChanges)
        and any(field.related_model is get_user_model() for field in model._meta.fields)
        and model._meta.label not in ONLY_AN_ID
    ]


@pytest.mark.parametrize("model", with_a_person(), ids=lambda model: model._meta.label)
def test_whoever_keeps_something_of_a_person_can_give_it_out_and_forget_it(model):
    assert model._meta.label in PERSONAL


def test_what_is_declared_is_there():
    assert set(PERSONAL) <= {model._meta.label for model in apps.get_models()}
