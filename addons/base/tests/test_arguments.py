"""The form of a transition: what it takes, what it refuses, what it offers whom."""

from __future__ import annotations

import pytest
from django import forms

from addons.base.tests.parcels import pack
from addons.base.workflow import Arguments, Invalid, RecordChoice, System
from addons.base.workflow.arguments import LineForm, Lines
from addons.base.workflow.compose import flow_of
from addons.base.workflow.steps import check_arguments
from tests.dummy.models import Parcel


def arguments_of(name, data, actor=None):
    return check_arguments(flow_of(Parcel).find(name), data, None, record=None, actor=actor)


class Stamp(LineForm):
    price = forms.DecimalField(min_value=0)
    count = forms.IntegerField(min_value=1, initial=1)


class Franking(Arguments):
    stamps = Lines(Stamp, max_lines=2)


class Forwarding(Arguments):
    parcel = RecordChoice("dummy.Parcel")


def test_the_clean_values_reach_the_body():
    values, reason = arguments_of("pack", {"title": "Lamp", "weight": "2", "fragile": True})
    assert (values["title"], values["weight"], values["fragile"]) == ("Lamp", 2, True)
    assert reason == ""


def test_a_field_called_reason_is_the_events_reason():
    _values, reason = arguments_of("give_back", {"reason": "Wrong address."})
    assert reason == "Wrong address."


def test_an_unknown_field_is_refused():
    with pytest.raises(Invalid) as caught:
        arguments_of("pack", {"title": "Lamp", "weight": "2", "state": "sent"})
    assert set(caught.value.errors) == {"state"}


def test_what_takes_nothing_refuses_everything():
    assert arguments_of("send", {}) == ({}, "")
    with pytest.raises(Invalid):
        arguments_of("send", {"now": True})


def test_only_what_the_actor_may_see_can_be_chosen(ann, bob):
    parcel = pack(ann)
    mine = Forwarding({"parcel": parcel.pk}, actor=ann)
    assert mine.is_valid()
    assert mine.cleaned_data["parcel"] == parcel
    assert not Forwarding({"parcel": parcel.pk}, actor=bob).is_valid()
    assert Forwarding({"parcel": parcel.pk}, actor=System("x")).is_valid()


def test_lines_are_a_list_in_json():
    form = Franking({"stamps": [{"price": "1.50", "count": 2}, {"price": "3", "count": 1}]})
    assert form.is_valid(), form.errors
    assert [line["count"] for line in form.cleaned_data["stamps"]] == [2, 1]


@pytest.mark.parametrize(
    "stamps",
    [
        "many",
        [{"price": "-1", "count": 1}],
        [{"price": "1", "count": 1, "colour": "red"}],
        [{"price": "1", "count": 1}] * 3,
        [],
    ],
)
def test_wrong_lines_are_refused(stamps):
    assert "stamps" in Franking({"stamps": stamps}).errors
