"""What is kept at the desk of people is given out and forgotten."""

from __future__ import annotations

import pytest

from addons.base.points import PERSONAL
from addons.desk.models import CannedReply, Draft, HeldReply
from addons.desk.sending import keep_draft

from .conftest import canned, reply

pytestmark = pytest.mark.django_db


def test_an_agents_own_words_are_given_out(ticket, kim):
    keep_draft(ticket, agent=kim, text="Half a", key="k", internal=False)
    reply(ticket, kim, key="other")
    canned(kim, "Hello.")
    for name in ("desk.HeldReply", "desk.CannedReply"):
        assert list(PERSONAL[name].export(kim))


def test_what_was_being_written_to_somebody_does_not_outlive_them(ticket, kim, alice):
    reply(ticket, kim)
    keep_draft(ticket, agent=kim, text="Half a", key="k", internal=False)
    for name in ("desk.Draft", "desk.HeldReply"):
        PERSONAL[name].erase(alice)
    assert not Draft.objects.exists() and not HeldReply.objects.exists()


def test_what_an_agent_shared_stays_and_their_own_goes(kim):
    canned(kim, "Mine.", name="Mine")
    canned(kim, "Ours.", name="Ours", sharing="everybody")
    PERSONAL["desk.CannedReply"].erase(kim)
    assert [each.name for each in CannedReply.objects.all()] == ["Ours"]
