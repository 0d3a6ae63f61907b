"""`/ws/consultations/<id>/`: who is let in, what both sides see and say, and how it ends."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from decimal import Decimal as D

import pytest

from addons.base import clock
from addons.base.live.threads import in_thread
from addons.base.workflow import Door
from addons.base.workflow.doors import perform
from addons.consultations import watching
from addons.consultations.flow import ConsultationFlow
from addons.consultations.models import Gap
from addons.consultations.tests.arrange import (
    accept,
    ask,
    assert_sound,
    both_heard,
    end,
    heard,
    later,
    meter_of,
    now,
    pay_in,
    start,
    talk,
)
from tests.live_support import HOST, cookie_of, socket, until

pytestmark = pytest.mark.django_db(transaction=True)

FIGURES = {"elapsed_s", "cost", "funded_until", "remaining_s"}


@pytest.fixture(autouse=True)
def committed(transactional_db: None) -> None:
    """What the sockets read on other connections has to be there for them."""


@pytest.fixture(autouse=True)
def quickly(monkeypatch):
    monkeypatch.setattr(watching, "GATHER", 0.05)
    monkeypatch.setattr(watching, "TELL", 0.3)
    monkeypatch.setattr(watching, "CARE", 0.3)


@pytest.fixture(autouse=True)
async def whole(committed):
    """What the process still does for meters is done before the next test."""
    yield
    await watching.this_watch().end()


@pytest.fixture
def wire(accepted):
    return f"/ws/consultations/{accepted.pk}/"


@pytest.fixture
def cookies(alice, tara, noor, sam, bob):
    people = {"alice": alice, "tara": tara.user, "noor": noor.user, "sam": sam, "bob": bob}
    return {name: cookie_of(person) for name, person in people.items()}


async def test_nobody_and_strangers_are_turned_away(wire, cookies):
    async with socket(wire, {"host": HOST, "origin": f"http://{HOST}"}) as nobody:
        await nobody.wait_closed(4401)
    for stranger in ("bob", "noor"):
        async with socket(wire, cookies[stranger]) as page:
            await page.wait_closed(4404)
    async with socket("/ws/consultations/999999/", cookies["alice"]) as page:
        await page.wait_closed(4404)


async def test_it_begins_by_itself_when_both_are_there(wire, cookies, accepted):
    async with socket(wire, cookies["tara"]) as consultant:
        await consultant.send({"type": "heartbeat"})
        assert (await in_thread(now, accepted)).state == "accepted"
        async with socket(wire, cookies["alice"]) as customer:
            mine = await customer.wait(type="billing_update")
            theirs = await consultant.wait(type="billing_update")
            assert {*FIGURES, "balance"} <= mine.keys()
            assert {*FIGURES, "earned"} <= theirs.keys()
            assert "earned" not in mine
            assert "balance" not in theirs
    assert (await in_thread(now, accepted)).state == "active"


async def test_status_is_answered_at_once(wire, cookies, active, monkeypatch):
    monkeypatch.setattr(watching, "TELL", 60)
    async with socket(wire, cookies["alice"]) as customer:
        await customer.wait(type="billing_update")
        customer.seen.clear()
        await customer.send({"type": "status"})
        update = await customer.wait(type="billing_update")
        assert update["cost"] == {"amount": "20.00", "currency": "INR"}
        assert update["balance"] == {"amount": "480.00", "currency": "INR"}


async def test_the_customer_ends_it_and_each_side_is_told_its_own_words(
    wire, cookies, active, alice
):
    async with (
        socket(wire, cookies["alice"]) as customer,
        socket(wire, cookies["alice"]) as other_tab,
        socket(wire, cookies["tara"]) as consultant,
    ):
        await customer.send({"type": "end_session", "reason": "user_requested"})
        done = await customer.wait(type="session_ended", reason="user_requested")
        told = await consultant.wait(type="session_ended_by_user", user_id=alice.pk)
        same = await other_tab.wait(type="session_ended")
        assert done["session_id"] == told["session_id"] == str(active.pk)
        assert done["cost"] == same["cost"] == {"amount": "20.00", "currency": "INR"}
        assert done["balance"] == {"amount": "480.00", "currency": "INR"}
        await customer.send({"type": "end_session"})
        await customer.wait(type="error", error="No active session found to end")
        assert len([m for m in customer.seen if m["type"] == "session_ended"]) == 1
        assert customer.close_code is None
    await in_thread(assert_sound)


async def test_ended_by_the_consultant_or_staff_both_are_told_alike(wire, cookies, active, sam):
    async with (
        socket(wire, cookies["alice"]) as customer,
        socket(wire, cookies["tara"]) as consultant,
    ):
        await in_thread(end, active, sam, Door.CONSOLE, "Enough.")
        mine = await customer.wait(type="session_ended", reason="staff_ended")
        theirs = await consultant.wait(type="session_ended", reason="staff_ended")
        assert "balance" in mine
        assert "earned" in theirs


WRONG = [{"session_id": "999999"}, {"session_id": "x"}]


@pytest.mark.parametrize("more", WRONG)
async def test_a_foreign_or_unknown_id_ends_nothing(wire, cookies, active, more):
    async with socket(wire, cookies["alice"]) as customer:
        await customer.send({"type": "end_session", "reason": "user_requested", **more})
        await customer.wait(type="error", error="No active session found to end")
    assert (await in_thread(now, active)).state == "active"


async def test_before_it_has_begun_there_is_nothing_to_end(wire, cookies, accepted):
    async with socket(wire, cookies["alice"]) as customer:
        await customer.send({"type": "end_session"})
        await customer.wait(type="error", error="No active session found to end")


async def test_what_is_said_reaches_both_and_after_the_end_nothing_more(
    wire, cookies, active, tara
):
    async with (
        socket(wire, cookies["alice"]) as customer,
        socket(wire, cookies["tara"]) as consultant,
    ):
        await customer.send({"type": "chat_message", "text": "Hello <b>Tara</b>"})
        for side in (customer, consultant):
            await side.wait(type="chat_message", text="Hello <b>Tara</b>")
        await consultant.send({"type": "typing"})
        await customer.wait(type="typing", **{"from": {"id": tara.user_id, "name": "Tara"}})
        await in_thread(end, active, tara.user)
        await customer.wait(type="session_ended")
        await customer.send({"type": "chat_message", "text": "Wait"})
        await customer.wait(type="error")


@pytest.fixture
def nearly_over(alice, make_consultant):
    """They have talked for almost five minutes, which is all that the wallet pays for."""
    lila = make_consultant("lila", price="100.00", increment_s=1)
    consultation = start(accept(ask(alice, lila)))
    talk(consultation, timedelta(seconds=297), every=20)
    with later(seconds=297):
        both_heard(consultation)
    return consultation


@pytest.fixture
def both(nearly_over, alice):
    return cookie_of(alice), cookie_of(nearly_over.provider.user)


async def test_money_runs_out_in_the_moment_and_both_are_warned(nearly_over, both):
    wire = f"/ws/consultations/{nearly_over.pk}/"
    with clock.travelled(timedelta(seconds=297)):
        async with socket(wire, both[0]) as customer, socket(wire, both[1]) as consultant:
            for side in (customer, consultant):
                await side.wait(type="low_balance")
                ended = await side.wait(type="session_ended", reason="insufficient_balance")
                assert ended["duration_s"] == 300
                assert len([m for m in side.seen if m["type"] == "low_balance"]) == 1
    ended = await in_thread(now, nearly_over)
    assert ended.ended_at - ended.started_at == timedelta(seconds=300)
    assert ended.cost == D("500.00")
    await in_thread(assert_sound)


async def test_a_top_up_in_the_last_second_lets_them_talk_on(nearly_over, both, alice):
    wire = f"/ws/consultations/{nearly_over.pk}/"
    with clock.travelled(timedelta(seconds=298)):
        await in_thread(pay_in, alice, D("50.00"))
        async with socket(wire, both[0]) as customer, socket(wire, both[1]):
            for _beat in range(35):
                await asyncio.sleep(0.1)
                assert not [m for m in customer.seen if m["type"] == "session_ended"]
    assert (await in_thread(meter_of, nearly_over)).increments == 330


async def test_a_closed_socket_decides_nothing(wire, cookies, active):
    async with socket(wire, cookies["alice"]) as customer:
        await customer.send({"type": "heartbeat"})
    async with socket(wire, cookies["alice"]) as customer:
        await customer.wait(type="billing_update")
    assert (await in_thread(now, active)).state == "active"


async def test_who_comes_back_after_a_pause_has_not_paid_for_it(wire, cookies, active):
    with clock.travelled(timedelta(seconds=50)):
        await in_thread(heard, active, "provider")
        async with socket(wire, cookies["alice"]) as customer:
            await until(lambda: any(m["type"] == "billing_update" for m in customer.seen))
            gap = await until_gap(active)
            assert gap.side == "customer"


async def until_gap(active):
    for _try in range(100):
        found = await in_thread(
            lambda: Gap.objects.filter(meter=active.pk, side="customer").first()
        )
        if found is not None:
            return found
        await asyncio.sleep(0.05)
    raise AssertionError("no gap")


async def test_many_ends_at_once_by_both_have_one_end(wire, cookies, active):
    async with (
        socket(wire, cookies["alice"]) as customer,
        socket(wire, cookies["tara"]) as consultant,
    ):
        ends = [side.send({"type": "end_session"}) for side in (customer, consultant) * 8]
        await asyncio.gather(*ends)
        for side in (customer, consultant):
            await until(lambda side=side: any("session_ended" in m["type"] for m in side.seen))
    await in_thread(assert_sound)


@pytest.mark.parametrize("frame", ["not json", "[]", '{"type": "no_such_thing"}', b"\x00\xff"])
async def test_nonsense_is_answered_and_the_socket_stays_open(wire, cookies, frame):
    async with socket(wire, cookies["alice"]) as customer:
        await customer.send(frame)
        await customer.wait(type="error")
        await customer.send({"type": "typing"})
        await customer.wait(type="typing")


async def test_who_withdraws_lets_the_other_know(wire, cookies, accepted, alice):
    async with socket(wire, cookies["tara"]) as consultant:
        withdraw = ConsultationFlow.withdraw
        await in_thread(perform, accepted, withdraw, actor=alice, via=Door.PORTAL)
        await consultant.wait(type="session_cancelled", state="withdrawn")
