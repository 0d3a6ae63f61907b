"""What a page may subscribe to, what it hears and what it is told after a gap."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from datetime import timedelta

import pytest

from addons.base import clock
from addons.base.live import outbox, sockets, topics
from addons.base.live.announce import all_tellings
from addons.base.live.process import this_process
from addons.base.live.threads import in_thread
from addons.base.models import Note
from addons.base.points import STREAMS, Stream
from addons.base.workflow import Door
from addons.base.workflow.doors import add_note, perform
from tests.dummy.flow import ParcelFlow
from tests.dummy.querysets import ParcelQuerySet
from tests.live_support import cookie_of, make_parcel, make_user, socket, take_rank, until, weigh

pytestmark = pytest.mark.django_db(transaction=True)

LIVE = "/ws/live/"


@pytest.fixture
def ann():
    return make_user("ann")


@pytest.fixture
def ann_cookie(ann):
    return cookie_of(ann)


@pytest.fixture
def staff():
    return make_user("sam", is_staff=True)


@pytest.fixture
def staff_cookie(staff):
    return cookie_of(staff)


@pytest.fixture
def parcel(ann):
    return make_parcel(ann)


def weigh_often(parcel, staff, times):
    for _ in range(times):
        weigh(parcel, staff)


async def test_a_change_reaches_the_page_as_a_marker(ann, ann_cookie, parcel):
    async with socket(LIVE, ann_cookie) as page:
        await page.subscribe(parcel.topic)
        await in_thread(perform, parcel, ParcelFlow.send, actor=ann, via=Door.REST)
        event = await page.wait(type="event")
        assert event == {
            "type": "event",
            "topic": parcel.topic,
            "sequence": 2,
            "kind": "transition",
            "transition": "send",
            "new_state": "sent",
            "at": event["at"],
        }


async def test_a_burst_arrives_in_order_once_each(staff, staff_cookie, parcel):
    async with socket(LIVE, staff_cookie) as page:
        await page.subscribe(parcel.topic)
        await in_thread(weigh_often, parcel, staff, 300)
        await page.wait(sequence=301)
        heard = [event["sequence"] for event in page.events(parcel.topic)]
        assert heard == list(range(2, 302))


async def test_what_was_missed_is_replayed_exactly(staff, ann_cookie, parcel):
    await in_thread(weigh_often, parcel, staff, 20)
    async with socket(LIVE, ann_cookie) as page:
        await page.subscribe(parcel.topic, after=5)
        await in_thread(weigh, parcel, staff)
        await page.wait(sequence=22)
        heard = [event["sequence"] for event in page.events(parcel.topic)]
        assert heard == list(range(6, 23))


async def test_nothing_is_lost_or_doubled_over_reconnects_in_a_burst(staff, staff_cookie, parcel):
    writing = asyncio.create_task(in_thread(weigh_often, parcel, staff, 600))
    heard: list[int] = [1]
    while heard[-1] < 601:
        async with socket(LIVE, staff_cookie) as page:
            await page.subscribe(parcel.topic, after=heard[-1])
            await asyncio.sleep(0.02)
            heard += [event["sequence"] for event in page.events(parcel.topic)]
    await writing
    assert heard == list(range(1, 602))


async def test_too_much_missed_is_one_resync(staff, staff_cookie, parcel, monkeypatch):
    monkeypatch.setattr(topics, "MOST_REPLAYED", 10)
    monkeypatch.setattr(sockets, "MOST_REPLAYED", 10)
    await in_thread(weigh_often, parcel, staff, 11)
    async with socket(LIVE, staff_cookie) as page:
        await page.subscribe(parcel.topic, after=1)
        await page.wait(type="resync", topic=parcel.topic, sequence=12)
        await in_thread(weigh, parcel, staff)
        await page.wait(sequence=13, type="event")
        assert len(page.events(parcel.topic)) == 1


async def test_a_page_from_another_past_reloads(ann_cookie, parcel):
    async with socket(LIVE, ann_cookie) as page:
        await page.subscribe(parcel.topic, after=7)
        await page.wait(type="resync", topic=parcel.topic)


async def test_a_hole_in_the_stream_is_a_resync_never_silence(ann_cookie, staff, parcel):
    async with socket(LIVE, ann_cookie) as page:
        await page.subscribe(parcel.topic)
        (server,) = this_process().sockets
        server.subscriptions[parcel.topic].last = 0
        await in_thread(weigh_often, parcel, staff, 2)
        await page.wait(type="resync", sequence=2)
        await page.wait(type="event", sequence=3)


@pytest.mark.parametrize(
    "name",
    [
        "dummy.parcel:{foreign}",
        "dummy.parcel:999999",
        "dummy.parcel:0{own}",
        "dummy.parcel:+{own}",
        "dummy.parcel:{own}x",
        "dummy.parcel:99999999999999999999999",
        "dummy.parcel:",
        "dummy.parcel",
        "dummy.letter:1",
        "list:dummy.parcel",
        "board:dummy.parcel",
        "list:dummy.letter",
        "depot:north",
        "user:{other}",
        "user:",
        "viewers:dummy.parcel:{own}",
        "ParcelSocket:dummy.parcel:{own}",
        "beats",
        "x",
    ],
)
async def test_what_is_not_theirs_is_denied_and_stays_silent(ann_cookie, staff, parcel, name):
    foreign = await in_thread(make_parcel, staff)
    name = name.format(own=parcel.pk, foreign=foreign.pk, other=staff.pk)
    async with socket(LIVE, ann_cookie) as page:
        await page.send({"type": "subscribe", "topics": [{"name": name}]})
        assert await page.wait(type="denied") == {"type": "denied", "topic": name}
        (server,) = this_process().sockets
        assert not server.topics and not server.subscriptions


async def test_a_fault_while_subscribing_leaves_nothing_half_open(
    ann_cookie, parcel, monkeypatch, caplog
):
    async with socket(LIVE, ann_cookie) as page:
        with monkeypatch.context() as broken:
            broken.setattr(sockets, "granted_and_missed", lambda user, wanted: 1 / 0)
            await page.send({"type": "subscribe", "topics": [{"name": parcel.topic}]})
            await page.wait(type="error", error="Something went wrong. Try again.")
        (server,) = this_process().sockets
        assert not server.topics and not server.subscriptions
        await page.subscribe(parcel.topic)


async def test_internal_notes_are_no_news_to_the_customer(ann_cookie, staff, staff_cookie, parcel):
    async with socket(LIVE, ann_cookie) as ann, socket(LIVE, staff_cookie) as sam:
        await ann.subscribe(parcel.topic)
        await sam.subscribe(parcel.topic)
        await in_thread(
            add_note, parcel, actor=staff, via=Door.CONSOLE, kind=Note.Kind.INTERNAL, text="Hm."
        )
        assert (await sam.wait(sequence=2, type="event"))["kind"] == "note"
        assert (await ann.wait(sequence=2, type="event"))["kind"] == "changed"
        assert "Hm." not in json.dumps(ann.seen + sam.seen)


async def test_whoever_may_not_read_the_history_hears_only_that_it_changed(
    ann_cookie, staff, parcel, monkeypatch
):
    monkeypatch.setattr(ParcelFlow, "party_permission", "")
    async with socket(LIVE, ann_cookie) as page:
        await page.subscribe(parcel.topic)
        await in_thread(weigh, parcel, staff)
        event = await page.wait(type="event")
        assert (event["kind"], event["transition"], event["new_state"]) == ("changed", "", "")


@pytest.mark.parametrize("name", ["list", "board"])
async def test_staff_hear_of_every_record_of_a_list(staff, staff_cookie, ann, name):
    async with socket(LIVE, staff_cookie) as page:
        await page.subscribe(f"{name}:dummy.parcel")
        parcel = await in_thread(make_parcel, ann)
        event = await page.wait(type="event", topic=f"{name}:dummy.parcel")
        assert (event["record"], event["sequence"]) == (parcel.topic, 1)


async def test_staff_who_see_a_part_hear_no_names(staff, staff_cookie, ann, monkeypatch):
    monkeypatch.setattr(
        ParcelQuerySet, "visible_to_user", lambda self, user: self.filter(sender=user)
    )
    async with socket(LIVE, staff_cookie) as page:
        await page.subscribe("list:dummy.parcel")
        await in_thread(make_parcel, ann)
        event = await page.wait(type="event")
        assert event.keys() == {"type", "topic", "kind", "transition", "new_state", "at"}
        assert (event["kind"], event["transition"], event["new_state"]) == ("changed", "", "")


@pytest.mark.parametrize("name", ["list:dummy.parcel", "depot:north"])
async def test_other_topics_answer_a_gap_with_resync(staff_cookie, ann, name):
    async with socket(LIVE, staff_cookie) as page:
        await page.subscribe(name, after=0)
        await page.wait(type="resync", topic=name)
        await in_thread(make_parcel, ann)
        await page.wait(type="event", topic=name)


async def test_after_unsubscribing_nothing_is_heard(staff, staff_cookie, parcel):
    async with socket(LIVE, staff_cookie) as page:
        await page.subscribe(parcel.topic, "list:dummy.parcel")
        await page.send({"type": "unsubscribe", "topics": [{"name": parcel.topic}]})
        await in_thread(weigh, parcel, staff)
        await page.wait(type="event", topic="list:dummy.parcel")
        assert page.events(parcel.topic) == []


async def test_too_many_topics_are_refused(staff_cookie):
    async with socket(LIVE, staff_cookie) as page:
        many = [{"name": f"list:{n}"} for n in range(101)]
        await page.send({"type": "subscribe", "topics": many})
        await page.wait(type="error")


async def test_a_right_that_ends_leaves_the_topic(staff, staff_cookie, parcel):
    async with socket(LIVE, staff_cookie) as page:
        await page.subscribe(parcel.topic, "list:dummy.parcel", f"user:{staff.pk}")
        await in_thread(take_rank, staff)
        await page.wait(type="left", topic=parcel.topic)
        await page.wait(type="left", topic="list:dummy.parcel")
        (server,) = this_process().sockets
        assert server.topics == {f"user:{staff.pk}"}


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
        await until(lambda: sam.seen[-1].get("people") == [one(staff, "viewing")], 2, str)
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
        await sam.wait(type="presence", people=[], timeout=6)


async def test_one_person_cannot_fill_the_process(ann_cookie, monkeypatch):
    monkeypatch.setattr("addons.base.live.process.MOST_SOCKETS_PER_PERSON", 1)
    async with socket(LIVE, ann_cookie), socket(LIVE, ann_cookie) as second:
        await second.wait_closed(4429)


async def test_the_last_socket_turns_off_the_light(ann_cookie):
    async with socket(LIVE, ann_cookie):
        process = this_process()
        assert process._tasks
    assert not process._tasks and not process.sockets and not process.hub._listeners


@pytest.mark.parametrize("name", ["list:dummy.parcel", "depot:north"])
async def test_what_changed_between_drawing_and_subscribing_is_a_resync(staff_cookie, ann, name):
    await in_thread(make_parcel, ann)
    async with socket(LIVE, staff_cookie) as page:
        await page.subscribe(name)
        await page.wait(type="resync", topic=name)


async def test_a_quiet_list_needs_no_reload(staff_cookie, staff, ann):
    with clock.travelled(timedelta(minutes=-1)):
        await in_thread(make_parcel, ann)
    async with socket(LIVE, staff_cookie) as page:
        await page.subscribe("list:dummy.parcel", f"user:{staff.pk}")
        await in_thread(make_parcel, ann)
        await page.wait(type="event")
        assert not any(message["type"] == "resync" for message in page.seen)
