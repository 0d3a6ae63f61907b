"""Rows in states whose addon was switched off: seen at start, moved on purpose."""

from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command

from addons.base.models import KnownState
from addons.base.tests.parcels import last, now, pack, stream
from addons.base.workflow.compose import flow_of
from addons.base.workflow.known_states import (
    refuse_unknown,
    relocate,
    remember,
    unknown_states,
)
from tests.dummy.models import Parcel


@pytest.fixture
def stranded(parcel):
    """A parcel in the state of an addon that is off now."""
    Parcel._plain.filter(pk=parcel.pk).update(state="customs")
    return now(parcel)


def know(key, way_out):
    KnownState.objects.create(
        record_type="dummy.parcel", key=key, label=key, addon="gone", when_disabled=way_out
    )


def test_every_declared_state_is_remembered_after_migrating(db):
    known = KnownState.objects.filter(record_type="dummy.parcel").values_list("key", "addon")
    assert set(known) == {(key, "dummy") for key in ("packed", "sent", "delivered", "returned")}


def test_remembering_again_changes_nothing_and_keeps_what_is_gone(db):
    know("customs", "sent")
    before = set(KnownState.objects.values_list("pk", "key"))
    remember()
    assert set(KnownState.objects.values_list("pk", "key")) == before


def test_starting_with_rows_in_an_unknown_state_fails_and_names_the_way_out(stranded):
    know("customs", "sent")
    with pytest.raises(ImproperlyConfigured, match=r"1 rows .* 'customs'.*manage.py relocate"):
        refuse_unknown()


def test_starting_without_them_succeeds(parcel):
    refuse_unknown()


def test_relocating_moves_them_with_an_event_that_says_so(stranded):
    know("customs", "sent")
    call_command("relocate", verbosity=0)
    event = last(stranded)
    assert now(stranded).state == "sent"
    assert (event.kind, event.previous_state, event.new_state) == ("mended", "customs", "sent")
    assert (event.system_name, event.via) == ("relocate", "command")
    assert not list(unknown_states())


def test_a_way_out_that_is_gone_too_is_followed_further(stranded):
    know("customs", "abroad")
    know("abroad", "packed")
    call_command("relocate", verbosity=0)
    assert now(stranded).state == "packed"


def test_ways_out_in_a_circle_or_unknown_ask_for_a_state(stranded):
    know("customs", "abroad")
    know("abroad", "customs")
    with pytest.raises(CommandError, match="--to"):
        call_command("relocate", verbosity=0)
    call_command("relocate", source="customs", target="sent", verbosity=0)
    assert now(stranded).state == "sent"


def test_relocating_leaves_known_states_alone(parcel):
    with pytest.raises(ValueError, match="unknown"):
        relocate(flow_of(Parcel), source="packed", target="sent")
    call_command("relocate", verbosity=0)
    assert len(stream(parcel)) == 1


def test_one_record_type_can_be_chosen(stranded, ann):
    know("customs", "sent")
    pack(ann)
    call_command("relocate", record_type="dummy.slip", verbosity=0)
    assert now(stranded).state == "customs"
