"""The production profile, run for real: what it answers, and what may die or go away."""

from __future__ import annotations

import json
import os
import signal
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, expect
from websockets.sync.client import ClientConnection, connect

from tests.browser.conftest import sign_in
from tests.production.stack import PATIENCE, Stack, until

WEB, SOCKETS, POSTGRES, REDIS = (1, 2), (3, 4), 5, 6
NEAR = {"latitude": 28.6139, "longitude": 77.2090}
# A short one in every run; `REDIS_OUTAGE=60` for the long one.
OUTAGE = float(os.environ.get("REDIS_OUTAGE", "8"))


@contextmanager
def socket_of(stack: Stack, path: str, token: str) -> Iterator[ClientConnection]:
    url = stack.url.replace("http", "ws", 1) + path
    with connect(url, additional_headers={"Authorization": f"Bearer {token}"}) as socket:
        yield socket


def hear(socket: ClientConnection, within: float = PATIENCE, **content: Any) -> dict[str, Any]:
    deadline = time.monotonic() + within
    while True:
        message = json.loads(socket.recv(timeout=max(deadline - time.monotonic(), 0.01)))
        if all(message.get(key) == value for key, value in content.items()):
            return message


def book(stack: Stack, asha: str) -> dict[str, Any]:
    """With whom it may be, at the customer's door."""
    _, found = stack.get("/api/v1/providers/?category=leak-repair&lat=28.6139&lng=77.2090")
    raj = next(p["id"] for p in found["results"] if "raj" in p["name"].lower())
    status, job = stack.post(
        "/api/v1/jobs/",
        {
            **NEAR,
            "category": "leak-repair",
            "provider": raj,
            "description": "The tap drips.",
            "address": "12 Main Street",
            "scheduled_at": None,
            "payment_method": "cash",
        },
        asha,
    )
    assert status == 201, job
    return dict(job)


@pytest.fixture
def job(stack: Stack) -> Iterator[dict[str, Any]]:
    """Offered to Raj, who is on duty; ended at the end, however far it came."""
    asha, raj = stack.token("asha"), stack.token("raj")
    on_duty(stack, raj)
    job = book(stack, asha)
    yield {**job, "asha": asha, "raj": raj, "path": f"/api/v1/jobs/{job['id']}/"}
    stack.post(f"/api/v1/jobs/{job['id']}/complete/", {}, raj)
    stack.post(f"/api/v1/jobs/{job['id']}/cancel/", {"reason": "The test is over"}, asha)


def on_duty(stack: Stack, raj: str, *, duty: str = "on_duty") -> None:
    request = urllib.request.Request(
        f"{stack.url}/api/v1/me/provider/",
        json.dumps({"duty": duty}).encode(),
        {"Content-Type": "application/json", "Authorization": f"Bearer {raj}"},
        method="PATCH",
    )
    assert stack.ask(request)[0] == 200


def test_one_address_answers_for_pages_health_and_sockets(stack: Stack):
    assert stack.get("/healthz") == (200, {"status": "ok"})
    status, ready = stack.get("/readyz")
    assert (status, ready["status"]) == (200, "ready")
    status, page = stack.get("/")
    assert status == 200 and "<html" in page
    with socket_of(stack, "/ws/live/", stack.token("asha")) as socket:
        until(lambda: "callout_sockets_open 1.0" in stack.get("/metrics")[1])
        socket.send(json.dumps({"type": "subscribe", "topics": [{"name": "jobs.job:0"}]}))
        assert hear(socket, topic="jobs.job:0")["type"] == "denied"


def test_whoever_dies_is_there_again_and_no_page_fails_meanwhile(stack: Stack):
    for offset in (*WEB, *SOCKETS):
        before = stack.pid(offset)
        stack.kill(offset)
        for _ in range(10):
            assert stack.get("/accounts/login/")[0] == 200
        assert until(lambda o=offset, b=before: _other(stack, o, b))
        until(lambda o=offset: stack.serves(o))


def _other(stack: Stack, offset: int, before: int) -> bool:
    try:
        return stack.pid(offset) != before
    except AssertionError:
        return False


def test_a_browser_that_loses_its_servers_sees_the_journey_go_on(
    stack: Stack, browser: Browser, job: dict[str, Any]
):
    context = browser.new_context(base_url=stack.url, locale="en-GB")
    page = context.new_page()
    sign_in(page, "asha@example.com")
    page.goto(f"/jobs/{job['id']}/")
    expect(page.get_by_role("heading", name="Waiting for an answer")).to_be_visible()
    # Whichever of the two it hangs on, it has to move to the other.
    for offset in (WEB[0], SOCKETS[0]):
        stack.kill(offset)
    assert stack.post(f"{job['path']}accept/", {}, job["raj"])[0] == 200
    expect(page.get_by_role("heading", name="comes")).to_be_visible(timeout=PATIENCE * 1000)
    for offset in (WEB[0], SOCKETS[0]):
        until(lambda o=offset: stack.serves(o))
    for offset in (WEB[1], SOCKETS[1]):
        stack.kill(offset)
    assert stack.post(f"{job['path']}start/", {}, job["raj"])[0] == 200
    expect(page.get_by_role("heading", name="Work in progress")).to_be_visible(
        timeout=PATIENCE * 1000
    )
    assert stack.post(f"{job['path']}complete/", {}, job["raj"])[0] == 200
    context.close()


def test_without_redis_no_event_is_lost_and_every_page_answers(stack: Stack, job: dict[str, Any]):
    topic = f"jobs.job:{job['id']}"
    redis = stack.pid(REDIS)
    with socket_of(stack, "/ws/live/", job["asha"]) as socket:
        socket.send(json.dumps({"type": "subscribe", "topics": [{"name": topic}]}))
        first = hear(socket, type="subscribed", topic=topic)["sequence"]
        # Stopped, not killed: whoever asks it waits.
        os.kill(redis, signal.SIGSTOP)
        try:
            began = time.monotonic()
            for number, action in enumerate(("accept", "start", "complete"), start=1):
                assert stack.post(f"{job['path']}{action}/", {}, job["raj"])[0] == 200
                hear(socket, type="event", topic=topic, sequence=first + number)
                assert stack.get("/accounts/login/")[0] == 200
                time.sleep(max(0, began + OUTAGE * number / 3 - time.monotonic()))
        finally:
            os.kill(redis, signal.SIGCONT)
    until(lambda: stack.get("/readyz")[1].get("status") == "ready")
