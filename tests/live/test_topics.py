"""What a page may subscribe to, what it hears and what it is told after a gap."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta

import pytest

from addons.base import clock
from addons.base.live import sockets, topics
from addons.base.live.process import this_process
from addons.base.live.threads import in_thread
from addons.base.models import Note
from addons.base.workflow import Door
from addons.base.workflow.doors import add_note, perform
from tests.dummy.flow import ParcelFlow
from tests.dummy.querysets import ParcelQuerySet
from tests.live_support import make_parcel, socket, take_rank, weigh

pytestmark = pytest.mark.django_db(transaction=True)

LIVE = "/ws/live/"


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


@pytest.mark.usefixtures("rights_are_asked_often")
async def test_a_right_that_ends_leaves_the_topic(staff, staff_cookie, parcel):
    async with socket(LIVE, staff_cookie) as page:
        await page.subscribe(parcel.topic, "list:dummy.parcel", f"user:{staff.pk}")
        await in_thread(take_rank, staff)
        await page.wait(type="left", topic=parcel.topic)
        await page.wait(type="left", topic="list:dummy.parcel")
        (server,) = this_process().sockets
        assert server.topics == {f"user:{staff.pk}"}


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
