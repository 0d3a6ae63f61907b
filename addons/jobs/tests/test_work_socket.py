"""`/ws/work/<id>/`: who is let in, what both sides see and say, and how it ends."""

from __future__ import annotations

import asyncio

import pytest

from addons.base.events.chain import plain
from addons.base.live.threads import in_thread
from addons.base.workflow import Door
from addons.base.workflow.doors import perform
from addons.chat import points as chat
from addons.chat.models import Conversation
from addons.jobs.flow import JobFlow
from addons.jobs.models import LastPosition, TrackPoint
from addons.jobs.models.position import distance_m
from addons.jobs.work_socket import WorkSocket
from tests.live_support import HOST, cookie_of, socket

pytestmark = pytest.mark.django_db(transaction=True)

AT_WORK = {"latitude": 28.6139, "longitude": 77.2090}
ON_THE_WAY = {"latitude": 28.6239, "longitude": 77.2190}
SERVED = "Service marked as finished successfully"


@pytest.fixture(autouse=True)
def committed(transactional_db: None) -> None:
    """What the sockets read on other connections has to be there for them."""


@pytest.fixture
def session(started):
    return started.work_sessions.get()


@pytest.fixture
def wire(session):
    return f"/ws/work/{session.pk}/"


@pytest.fixture
def finish(session):
    return {"type": "finish_service", "session_id": str(session.pk)}


@pytest.fixture
def cookies(alice, ravi, mira, dora, bob):
    people = {"alice": alice, "ravi": ravi.user, "mira": mira.user, "dora": dora, "bob": bob}
    return {name: cookie_of(person) for name, person in people.items()}


def complete(job, actor, via=Door.REST):
    return perform(job, JobFlow.complete, actor=actor, data={}, via=via)


async def test_nobody_and_strangers_are_turned_away(wire, cookies):
    async with socket(wire, {"host": HOST, "origin": f"http://{HOST}"}) as nobody:
        await nobody.wait_closed(4401)
    for stranger in ("bob", "mira"):
        async with socket(wire, cookies[stranger]) as page:
            await page.wait_closed(4404)


async def test_foreign_and_unknown_sessions_look_the_same(cookies):
    async with socket("/ws/work/00000000-0000-4000-8000-000000000000/", cookies["alice"]) as page:
        await page.wait_closed(4404)


async def test_both_sides_receive_the_distance_and_staff_listen(wire, cookies, alice, ravi):
    async with (
        socket(wire, cookies["alice"]) as customer,
        socket(wire, cookies["ravi"]) as provider,
        socket(wire, cookies["dora"]) as staff,
    ):
        await provider.send({"type": "location_update", **ON_THE_WAY})
        # Nobody is told a distance while only one side's place is known.
        await customer.wait(type="distance_update")
        await customer.send({"type": "location_update", **AT_WORK, "accuracy": 5})
        for side in (customer, provider, staff):
            update = await side.wait(
                type="distance_update", **{"from": {"id": alice.pk, "name": "Alice"}}
            )
            apart = distance_m(*AT_WORK.values(), *ON_THE_WAY.values())
            assert abs(update["distance_m"] - apart) < 1
    assert await in_thread(LastPosition.objects.count) == 2
    assert await in_thread(TrackPoint.objects.count) == 2


async def test_a_customer_who_shares_nothing_is_at_the_job(wire, cookies):
    async with socket(wire, cookies["ravi"]) as provider:
        await provider.send({"type": "location_update", **ON_THE_WAY})
        update = await provider.wait(type="distance_update")
        assert update["distance_m"] == pytest.approx(
            distance_m(*AT_WORK.values(), *ON_THE_WAY.values()), abs=1
        )


async def test_staff_share_no_place_of_their_own(wire, cookies):
    async with socket(wire, cookies["dora"]) as staff:
        await staff.send({"type": "location_update", **AT_WORK})
        await staff.wait(
            type="error", error="Only the two sides of running work share where they are."
        )
    assert await in_thread(LastPosition.objects.count) == 0


async def test_what_is_said_reaches_both_by_every_door(wire, cookies, session, ravi):
    talk = await in_thread(lambda: Conversation.objects.about(session).get())
    async with (
        socket(wire, cookies["alice"]) as customer,
        socket(wire, cookies["ravi"]) as provider,
    ):
        await customer.send({"type": "chat_message", "text": "The door is open <b>now</b>"})
        await in_thread(chat.say, talk, actor=ravi.user, via=Door.PORTAL, text="Coming")
        for side in (customer, provider):
            await side.wait(type="chat_message", text="The door is open <b>now</b>")
            heard = await side.wait(type="chat_message", text="Coming")
            assert heard["from"] == {"id": ravi.user.pk, "name": "Ravi"}
            texts = [m["text"] for m in side.seen if m["type"] == "chat_message"]
            assert sorted(texts) == ["Coming", "The door is open <b>now</b>"]


async def test_internal_words_never_reach_the_two_sides(wire, cookies, session, dora):
    talk = await in_thread(lambda: Conversation.objects.about(session).get())
    async with (
        socket(wire, cookies["alice"]) as customer,
        socket(wire, cookies["dora"]) as staff,
    ):
        say = {"actor": dora, "via": Door.CONSOLE, "text": "SECRET", "internal": True}
        await in_thread(chat.say, talk, **say)
        await staff.wait(type="chat_message", text="SECRET")
        assert "SECRET" not in str(customer.seen)


async def test_typing_is_seen_and_kept_nowhere(wire, cookies, ravi):
    async with (
        socket(wire, cookies["alice"]) as customer,
        socket(wire, cookies["ravi"]) as provider,
    ):
        await provider.send({"type": "typing"})
        await customer.wait(type="typing", **{"from": {"id": ravi.user.pk, "name": "Ravi"}})


WRONG = [
    ({"type": "finish_service"}, "session_id is required"),
    ({"type": "finish_service", "session_id": ""}, "session_id is required"),
    ({"type": "finish_service", "session_id": "another"}, "session_id is not this session"),
]


@pytest.mark.parametrize(("frame", "error"), WRONG)
async def test_a_wrong_finish_is_named_and_ends_nothing(wire, cookies, started, frame, error):
    async with socket(wire, cookies["alice"]) as customer:
        await customer.send(frame)
        await customer.wait(type="error", error=error)
        assert customer.close_code is None
    await in_thread(started.refresh_from_db)
    assert started.state == "in_progress"


@pytest.mark.parametrize("stars", [0, 6, 4.5, "5", True])
async def test_a_wrong_rating_is_named_and_ends_nothing(wire, cookies, started, finish, stars):
    async with socket(wire, cookies["alice"]) as customer:
        await customer.send(finish | {"rating_stars": stars})
        await customer.wait(type="error", error="rating_stars must be an integer between 1 and 5")
    await in_thread(started.refresh_from_db)
    assert started.state == "in_progress"


async def test_a_provider_cannot_rate(wire, cookies, started, finish):
    async with socket(wire, cookies["ravi"]) as provider:
        await provider.send(finish | {"rating_stars": 5})
        await provider.wait(type="error", error="only the seeker can rate")
    await in_thread(started.refresh_from_db)
    assert started.state == "in_progress"


@pytest.mark.parametrize("frame", ["not json", "[]", '{"type": "no_such_thing"}', b"\x00\xff"])
async def test_nonsense_is_answered_and_the_socket_stays_open(wire, cookies, frame):
    async with socket(wire, cookies["alice"]) as customer:
        await customer.send(frame)
        await customer.wait(type="error")
        await customer.send({"type": "typing"})
        await customer.wait(type="typing")


@pytest.mark.parametrize(
    ("who", "other", "side"),
    [("alice", "ravi", "seeker"), ("ravi", "alice", "provider")],
)
async def test_each_side_finishes_and_both_sockets_close(
    wire, cookies, session, finish, who, other, side
):
    async with socket(wire, cookies[who]) as mine, socket(wire, cookies[other]) as theirs:
        await mine.send(finish)
        done = await mine.wait(type="service_finished", session_id=str(session.pk))
        assert (done["message"], "finished_by" in done) == (SERVED, False)
        told = await theirs.wait(type="service_finished", finished_by=side)
        assert told["message"] == f"{side.title()} marked the service as finished"
        assert told["timestamp"] == done["timestamp"]
        for page in (mine, theirs):
            await page.wait_closed(1000)
            finished = [m for m in page.seen if m["type"] == "service_finished"]
            assert len(finished) == 1


async def test_a_finish_by_another_door_is_told_to_both(wire, cookies, started, dora):
    async with (
        socket(wire, cookies["alice"]) as customer,
        socket(wire, cookies["ravi"]) as provider,
    ):
        await in_thread(complete, started, dora, Door.CONSOLE)
        for page in (customer, provider):
            told = await page.wait(type="service_finished", finished_by="staff")
            assert told["message"] == "Staff marked the service as finished"
            await page.wait_closed(1000)


async def test_who_is_second_is_told_who_finished_and_when(
    wire, cookies, started, session, finish, ravi, monkeypatch
):
    async def deaf(self, event):
        """As if the news had not come yet."""

    monkeypatch.setattr(WorkSocket, "on_event", deaf)
    monkeypatch.setattr(WorkSocket, "rechecked", lambda self, session: None)
    async with socket(wire, cookies["alice"]) as customer:
        await in_thread(complete, started, ravi.user)
        await customer.send(finish)
        await in_thread(session.refresh_from_db)
        at = plain(session.completed_at)
        await customer.wait(type="error", error=f"session already completed by provider at {at}")


@pytest.mark.usefixtures("rights_are_asked_often")
async def test_the_state_closes_the_socket_even_where_the_news_is_lost(
    wire, cookies, started, ravi, monkeypatch
):
    monkeypatch.setattr(WorkSocket, "hear_event", lambda self, heard: None)
    async with socket(wire, cookies["alice"]) as customer:
        await in_thread(complete, started, ravi.user)
        await customer.wait(type="service_finished", finished_by="provider")
        await customer.wait_closed(1000)


async def test_news_that_cannot_be_told_closes_the_socket(
    wire, cookies, session, ravi, monkeypatch, caplog
):
    async def broken(self, event):
        raise RuntimeError("the database is away")

    monkeypatch.setattr(WorkSocket, "on_event", broken)
    talk = await in_thread(lambda: Conversation.objects.about(session).get())
    async with socket(wire, cookies["alice"]) as customer:
        await in_thread(chat.say, talk, actor=ravi.user, via=Door.PORTAL, text="Coming")
        await customer.wait_closed(1011)
    assert "the database is away" in caplog.text


async def test_many_finishes_at_once_by_both_have_one_winner(wire, cookies, finish):
    async with (
        socket(wire, cookies["alice"]) as customer,
        socket(wire, cookies["ravi"]) as provider,
    ):
        await asyncio.gather(*[side.send(finish) for side in (customer, provider) * 8])
        for side in (customer, provider):
            await side.wait_closed(1000)
        told = [m for side in (customer, provider) for m in side.seen]
        won = [m for m in told if m["type"] == "service_finished" and "finished_by" not in m]
        assert len(won) == 1


async def test_finishing_before_the_start_is_refused_in_words(accepted, cookies):
    session = await in_thread(accepted.work_sessions.get)
    async with socket(f"/ws/work/{session.pk}/", cookies["alice"]) as customer:
        await customer.send({"type": "finish_service", "session_id": str(session.pk)})
        error = await customer.wait(type="error")
        assert error["error"]
        assert customer.close_code is None


async def test_a_cancellation_closes_both_sockets(wire, cookies, started, dora):
    async with (
        socket(wire, cookies["alice"]) as customer,
        socket(wire, cookies["ravi"]) as provider,
    ):
        data = {"reason": "Water main burst"}
        await in_thread(perform, started, JobFlow.cancel, actor=dora, data=data, via=Door.CONSOLE)
        for page in (customer, provider):
            await page.wait(type="service_cancelled")
            await page.wait_closed(1000)


async def test_who_comes_back_to_ended_work_is_told_and_let_go(wire, cookies, started, alice):
    await in_thread(complete, started, alice)
    async with socket(wire, cookies["ravi"]) as provider:
        await provider.wait(type="service_finished", finished_by="seeker")
        await provider.wait_closed(1000)
