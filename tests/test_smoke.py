from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model

from addons.base.events.model import Event
from addons.base.workflow import Conflict, Door, Forbidden, Invalid
from addons.base.workflow.available import available
from addons.base.workflow.doors import add_note, create, edit, perform
from tests.dummy.flow import ParcelFlow
from tests.dummy.models import Parcel

pytestmark = pytest.mark.django_db


def test_life():
    user = get_user_model().objects.create_user("ann", "ann@example.com", "x")
    parcel = create(Parcel, actor=user, via=Door.REST, data={"title": "Books", "weight": "3.5"})
    assert parcel.state == "packed" and parcel.version == 1
    assert [a.name for a in available(parcel, user)] == ["send", "give_back"]
    edited = edit(parcel, actor=user, via=Door.REST, data={"title": "More"})
    sent = perform(edited, ParcelFlow.send, actor=user, via=Door.REST)
    assert sent.state == "sent" and parcel.state == "packed"
    with pytest.raises(Conflict):
        perform(parcel, ParcelFlow.send, actor=user, via=Door.REST)
    with pytest.raises(Forbidden):
        perform(parcel, ParcelFlow.hand_out, actor=user, via=Door.REST)
    with pytest.raises(Invalid):
        perform(parcel, ParcelFlow.give_back, actor=user, via=Door.REST)
    add_note(parcel, actor=user, via=Door.REST, kind="client", text="hi")
    done = perform(parcel, ParcelFlow.give_back, actor=user, via=Door.REST, data={"reason": "x"})
    assert done.version == 5
    assert Event.objects.of(done).count() == 5
    h = list(
        done.history.order_by("history_id").values(
            "history_type", "state", "version", "title", "event_id"
        )
    )
    assert [(r["history_type"], r["state"], r["version"]) for r in h] == [
        ("+", "packed", 1),
        ("~", "packed", 2),
        ("~", "sent", 3),
        ("~", "sent", 4),
        ("~", "returned", 5),
    ]
    done.full_clean()
    done.refresh_from_db()
