"""What a person is told, and readers who are too slow for it."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from addons.base.live import outbox
from addons.base.live.announce import all_tellings
from addons.base.live.process import this_process
from addons.base.live.threads import in_thread
from addons.base.points import STREAMS, Stream
from addons.base.workflow import Door
from addons.base.workflow.doors import add_note, perform
from tests.dummy.flow import ParcelFlow
from tests.live_support import socket, weigh

pytestmark = pytest.mark.django_db(transaction=True)

LIVE = "/ws/live/"


@pytest.mark.parametrize("path", ["/ws/notifications/", LIVE])
async def test_a_telling_reaches_the_person_and_nobody_else(
    ann, ann_cookie, staff_cookie, staff, parcel, path
):
    async with socket(path, ann_cookie) as page, socket(path, staff_cookie) as other:
        if path == LIVE:
            await page.subscribe(f"user:{ann.pk}")
            await other.subscribe(f"user:{staff.pk}")
        await in_thread(perform, parcel, ParcelFlow.send, actor=ann, via=Door.REST)
        told = await page.wait(type="parcel_update")
        assert (told["parcel_id"], told["message"]) == (parcel.pk, "Send")
        assert not any(message["type"] == "parcel_update" for message in other.seen)


async def test_rows_of_a_stored_stream_reach_their_person(ann, ann_cookie, monkeypatch, parcel):
    def tell(note):
        yield note.created_by_id, {"type": "notification", "text": note.text}

    monkeypatch.setitem(STREAMS._entries, "base.note", Stream(tell))
    async with socket("/ws/notifications/", ann_cookie) as page:
        await in_thread(add_note, parcel, actor=ann, via=Door.REST, kind="client", text="Hello")
        await page.wait(type="notification", text="Hello")


async def test_a_telling_that_fails_silences_nobody(ann, ann_cookie, parcel, monkeypatch, caplog):
    def fail(event):
        raise RuntimeError("no such recipient")

    tellings = all_tellings()["dummy.parcel", "send"]
    faulty = replace(tellings[0], tell=fail)
    monkeypatch.setitem(all_tellings(), ("dummy.parcel", "send"), [faulty, *tellings])
    async with socket("/ws/notifications/", ann_cookie) as page:
        await in_thread(perform, parcel, ParcelFlow.send, actor=ann, via=Door.REST)
        await page.wait(type="parcel_update")
    assert "no such recipient" in caplog.text


async def test_a_reader_who_is_too_slow_is_told_once_to_reload(staff_cookie, staff, parcel):
    async with socket(LIVE, staff_cookie) as page:
        await page.subscribe(parcel.topic)
        (server,) = this_process().sockets
        quick, gate = server._outbox._send, asyncio.Event()

        async def slow(message):
            await gate.wait()
            await quick(message)

        server._outbox._send = slow
        for _ in range(3 * outbox.MOST_WAITING):
            server.post({"type": "noise"})
        assert len(server._outbox._waiting) == 1
        gate.set()
        await page.wait(type="resync")
        assert [message["type"] for message in page.seen] == ["subscribed", "noise", "resync"]
        await in_thread(weigh, parcel, staff)
        await page.wait(type="event", sequence=2)


async def test_a_reader_who_takes_nothing_is_let_go(staff_cookie, monkeypatch):
    monkeypatch.setattr(outbox, "LONGEST_SEND", 0.0)
    async with socket(LIVE, staff_cookie) as page:
        (server,) = this_process().sockets
        stuck = asyncio.Event()

        async def never(message):
            await stuck.wait()

        monkeypatch.setattr(server._outbox, "_send", never)
        server.post({"type": "noise"})
        await page.wait_closed(4408)


async def test_one_person_cannot_fill_the_process(ann_cookie, monkeypatch):
    monkeypatch.setattr("addons.base.live.process.MOST_SOCKETS_PER_PERSON", 1)
    async with socket(LIVE, ann_cookie), socket(LIVE, ann_cookie) as second:
        await second.wait_closed(4429)
