"""Who else is there, as staff see it."""

from __future__ import annotations

import pytest

from addons.base.live.process import this_process
from addons.base.live.threads import in_thread
from tests.live_support import cookie_of, make_user, socket, until

pytestmark = pytest.mark.django_db(transaction=True)

LIVE = "/ws/live/"


async def test_staff_see_who_else_is_there(staff_cookie, staff, ann_cookie, parcel):
    other = await in_thread(make_user, "eva", is_staff=True)
    other_cookie = await in_thread(cookie_of, other)
    beat = {"type": "presence", "topic": parcel.topic, "state": "viewing"}
    async with socket(LIVE, staff_cookie) as sam:
        await sam.subscribe(parcel.topic)
        await sam.send(beat)
        await sam.wait(type="presence", people=[one(staff, "viewing")])
        async with socket(LIVE, other_cookie) as eva:
            await eva.subscribe(parcel.topic)
            await eva.send({**beat, "state": "editing"})
            both = [one(other, "editing"), one(staff, "viewing")]
            both.sort(key=lambda person: (person["name"], person["id"]))
            await sam.wait(type="presence", people=both)
            await eva.wait(type="presence", people=both)
        await until(lambda: sam.seen[-1].get("people") == [one(staff, "viewing")])
    async with socket(LIVE, ann_cookie) as ann:
        await ann.subscribe(parcel.topic)
        await ann.send(beat)
        await ann.wait(type="error", error="You may not do this.")
        assert not any(message["type"] == "presence" for message in ann.seen)


def one(user, state):
    return {"id": user.pk, "name": user.get_full_name() or str(user), "state": state}


async def test_who_falls_silent_is_forgotten(staff_cookie, staff, parcel, monkeypatch):
    monkeypatch.setattr("addons.base.live.presence.EXPIRY", 0.5)
    async with socket(LIVE, staff_cookie) as sam:
        await sam.subscribe(parcel.topic)
        await sam.send({"type": "presence", "topic": parcel.topic, "state": "viewing"})
        await sam.wait(type="presence", people=[one(staff, "viewing")])
        await sam.wait(type="presence", people=[])


async def test_the_last_socket_turns_off_the_light(ann_cookie):
    async with socket(LIVE, ann_cookie):
        process = this_process()
        assert process._tasks
    assert not process._tasks and not process.sockets and not process.hub._listeners
