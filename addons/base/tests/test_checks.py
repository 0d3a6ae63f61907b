"""What `manage.py check` finds before somebody presses the button."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import pytest
from django import forms
from django.core.checks import run_checks
from django.core.management import CommandError, call_command

from addons.base.models import RecordQuerySet
from addons.base.points import FLOWS
from addons.base.tests.parcels import now
from addons.base.workflow import SetOf, condition
from addons.base.workflow.checks import CHECKS, check_flows
from tests.dummy.models import Parcel


def change(flow, name, /, **values):
    flow.transitions[name] = replace(flow.transitions[name], **values)


def declare(flow, **values):
    """Another flow class that says these things."""
    flow.flow = type("Declared", (flow.flow,), values)


def no_permission(flow):
    change(flow, "send", permission="")


def unknown_permission(flow):
    change(flow, "send", permission="dummy.fly_parcel")


def unknown_note_permission(flow):
    declare(flow, notes={"client": "dummy.shout"})


def no_label(flow):
    change(flow, "send", label="")


def no_docstring(flow):
    def body(self):
        pass

    change(flow, "send", body=body)


def form_asks_more(flow):
    change(flow, "send", arguments=type("F", (forms.Form,), {"speed": forms.CharField()}))


def body_takes_more(flow):
    def body(self, *, speed):
        """Off it goes."""

    change(flow, "send", body=body)


def body_has_a_default(flow):
    def body(self, *, actor=None):
        """Off it goes."""

    change(flow, "send", body=body)


def unreachable_state(flow):
    change(flow, "hand_out", target=("returned",))


def dead_end(flow):
    flow.states["delivered"] = replace(flow.states["delivered"], final=False)


def no_way_out(flow):
    flow.states["sent"] = replace(flow.states["sent"], when_disabled="moon")


def nobody_sees_any(flow):
    flow.model = model_like(flow, _default_manager=RecordQuerySet.as_manager())


def no_record_queryset(flow):
    flow.model = model_like(flow, _default_manager=Parcel._plain)


def model_like(flow, **values):
    model = SimpleNamespace(_meta=Parcel._meta, **values)
    model._default_manager.model = Parcel
    return model


def root_is_no_record(flow):
    declare(flow, root="sender")


def bulk_names_nothing(flow):
    change(flow, "lapse", bulk=SetOf("lost_at"))


def edits_nothing(flow):
    declare(flow, editable={"colour": "dummy.edit_parcel"})


def edits_the_state(flow):
    declare(flow, editable={"state": "dummy.edit_parcel"})


def unknown_kind_of_note(flow):
    declare(flow, notes={"shout": "dummy.edit_parcel"})


def taken_name(flow):
    change(flow, "send", name="delete")


def long_name(flow):
    change(flow, "send", name="s" * 65)


def reserved_code(flow):
    @condition("wrong_state", "No.")
    def never(parcel, actor):
        return False

    change(flow, "send", conditions=(never,))


def field_in_the_way(flow):
    hidden = SimpleNamespace(name="record_type")
    flow.model = SimpleNamespace(_meta=SimpleNamespace(local_fields=[hidden]))


BROKEN = {
    "base.E001": [no_permission, unknown_permission, unknown_note_permission],
    "base.E002": [no_label, no_docstring],
    "base.E003": [form_asks_more, body_takes_more, body_has_a_default],
    "base.E004": [unreachable_state],
    "base.E005": [dead_end],
    "base.E006": [no_way_out],
    "base.E007": [nobody_sees_any, no_record_queryset],
    "base.E008": [root_is_no_record],
    "base.E009": [bulk_names_nothing, edits_nothing, edits_the_state, unknown_kind_of_note],
    "base.E010": [taken_name, long_name, reserved_code],
    "base.E012": [field_in_the_way],
}


@pytest.mark.parametrize(
    ("code", "spoil"), [(code, spoil) for code, many in BROKEN.items() for spoil in many]
)
def test_a_flow_that_cannot_work_is_found(composed, code, spoil):
    assert not list(CHECKS[code](composed))
    spoil(composed)
    assert len(list(CHECKS[code](composed))) == 1


def test_every_flow_that_is_on_holds_together():
    assert check_flows(None) == []


def test_a_finding_names_the_record_and_has_an_id(composed, monkeypatch):
    no_label(composed)
    monkeypatch.setitem(FLOWS._entries, "dummy.parcel", composed)
    (error,) = run_checks(tags=["flows"])
    assert error.id == "base.E002"
    assert error.msg.startswith("dummy.parcel: the transition send has no label")


def test_rows_in_an_unknown_state_are_found_where_a_database_is_asked(parcel):
    Parcel._plain.filter(pk=parcel.pk).update(state="customs")
    assert now(parcel).state == "customs"
    assert run_checks(tags=["flows"]) == []
    (error,) = run_checks(tags=["flows"], databases=["default"])
    assert error.id == "base.E020"
    assert "manage.py relocate" in error.msg


def test_checking_fails_on_a_finding(composed, monkeypatch):
    no_label(composed)
    monkeypatch.setitem(FLOWS._entries, "dummy.parcel", composed)
    with pytest.raises(CommandError, match=r"base\.E002"):
        call_command("check", tags=["flows"])
