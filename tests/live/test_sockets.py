"""Who may open a socket, what may be said on it, and when it ends."""

from __future__ import annotations

import json

import pytest
from django.contrib.sessions.models import Session

from addons.base import points
from addons.base.live import watch
from addons.base.live.process import this_process
from addons.base.live.threads import in_thread
from addons.base.workflow import Door
from addons.base.workflow.doors import perform
from tests.dummy.flow import ParcelFlow
from tests.live_support import HOST, Socket, cookie_of, make_user, socket, take_rank

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def bob_cookie():
    return cookie_of(make_user("bob"))


@pytest.fixture
def bearer(ann, monkeypatch):
    """A token of ann's, known to a list that a test may shorten."""
    tokens = {"right": ann}
    entries = [("dummy", tokens.get)]
    monkeypatch.setattr(points.AUTHENTICATORS, "_entries", entries)
    return tokens


async def test_nobody_is_accepted_and_closed_with_4401():
    async with socket("/ws/live/", {"host": HOST, "origin": f"http://{HOST}"}) as nobody:
        await nobody.wait_closed(4401)


@pytest.mark.parametrize(
    "origin",
    [
        None,
        "null",
        "http://evil.example",
        "http://testserver",
        "http://testserver:8001",
        "https://testserver:8000",
        "http://testserver:8000.evil.example",
    ],
)
async def test_a_cookie_counts_only_from_our_own_host_scheme_and_port(ann_cookie, origin):
    headers = {**ann_cookie, "origin": origin} if origin else dict(ann_cookie)
    if origin is None:
        del headers["origin"]
    async with socket("/ws/notifications/", headers) as stranger:
        await stranger.wait_closed(4401)


async def test_a_client_who_leaves_at_the_door_leaves_nothing_behind(ann_cookie):
    page = Socket("/ws/live/", ann_cookie)

    async def gone(message):
        raise OSError("the peer has gone")

    page.wire.output_queue.put = gone
    await page.wire.send_input({"type": "websocket.connect"})
    with pytest.raises(OSError, match="the peer has gone"):
        await page.wire.future
    assert not this_process().sockets and not this_process()._tasks


async def test_a_host_that_is_not_ours_is_no_proof(ann_cookie):
    headers = {**ann_cookie, "host": "evil.example", "origin": "http://evil.example"}
    async with socket("/ws/notifications/", headers) as stranger:
        await stranger.wait_closed(4401)


@pytest.mark.parametrize("origin", ["https://app.example.com", "https://shop.example.org"])
async def test_a_trusted_origin_is_let_in(ann_cookie, settings, origin):
    settings.CSRF_TRUSTED_ORIGINS = ["https://app.example.com", "https://*.example.org"]
    async with socket("/ws/live/", {**ann_cookie, "origin": origin}) as page:
        await page.send({"type": "subscribe", "topics": []})
        await page.wait(type="error")


async def test_a_bearer_needs_no_origin(bearer, parcel):
    async with socket("/ws/live/", {"authorization": "Bearer right"}) as program:
        await program.subscribe(parcel.topic)


async def test_a_wrong_bearer_is_not_saved_by_a_cookie(bearer, ann_cookie):
    async with socket("/ws/live/", {**ann_cookie, "authorization": "Bearer wrong"}) as program:
        await program.wait_closed(4401)


@pytest.mark.usefixtures("rights_are_asked_often")
async def test_a_revoked_bearer_ends_the_socket(bearer):
    async with socket("/ws/live/", {"authorization": "Bearer right"}) as program:
        bearer.clear()
        await program.wait_closed(4401)


@pytest.mark.parametrize("path", ["/ws/parcel/999999/", "/ws/parcel/x/", "/ws/nothing/", "/ws/"])
async def test_an_unknown_address_closes_with_4404(ann_cookie, path):
    async with socket(path, ann_cookie) as lost:
        await lost.wait_closed(4404)


async def test_a_foreign_record_closes_like_a_missing_one(bob_cookie, parcel):
    async with socket(f"/ws/parcel/{parcel.pk}/", bob_cookie) as foreign:
        await foreign.wait_closed(4404)
        assert foreign.seen == []


NONSENSE = [
    ("not json", "Send one JSON object with a type."),
    ("[]", "Send one JSON object with a type."),
    ("{}", "Send one JSON object with a type."),
    ('{"type": 7}', "Send one JSON object with a type."),
    ('{"type": "typing", "x": NaN}', "Send one JSON object with a type."),
    ('{"type": "typing", "x": "\\ud800"}', "Send one JSON object with a type."),
    ("[" * 10_000, "Send one JSON object with a type."),
    (f'{{"type": "typing", "x": {"9" * 5_000}}}', "Send one JSON object with a type."),
    ('{"type": "typing", "x": [[[[[[[[1]]]]]]]]}', "The message is nested too deeply."),
    (b"\x00\xff", "Send text, not binary data."),
    ('{"type": "typing", "x": "%s"}' % ("y" * 17_000), "The message is too large."),
    ('{"type": "no_such_thing"}', "This type of message is not known here."),
    ('{"type": "event"}', "This type of message is not known here."),
    ('{"type": "typing", "x": 1}', "A field of the message is not known here."),
    ('{"type": "give_back"}', "reason is required"),
    ('{"type": "give_back", "reason": null}', "reason is required"),
    ('{"type": "give_back", "reason": 7}', "reason: Give a text."),
]


@pytest.mark.parametrize(("frame", "error"), NONSENSE)
async def test_nonsense_is_answered_and_the_socket_stays_open(ann_cookie, parcel, frame, error):
    async with socket(f"/ws/parcel/{parcel.pk}/", ann_cookie) as page:
        await page.send(frame)
        await page.wait(type="error", error=error)
        await page.send({"type": "typing"})
        await page.wait(type="typing")
        await in_thread(parcel.refresh_from_db)
        assert parcel.version == 1


@pytest.mark.parametrize("copies", [0, 6, 4.5, "5", True, [], {}])
async def test_a_wrong_value_is_named_in_the_field_s_own_words(ann_cookie, parcel, copies):
    async with socket(f"/ws/parcel/{parcel.pk}/", ann_cookie) as page:
        await page.send({"type": "give_back", "reason": "x", "copies": copies})
        await page.wait(type="error", error="copies must be an integer between 1 and 5")


async def test_a_broken_server_says_nothing_of_itself(ann_cookie, parcel, caplog):
    async with socket(f"/ws/parcel/{parcel.pk}/", ann_cookie) as page:
        await page.send({"type": "break"})
        await page.wait(type="error", error="Something went wrong. Try again.")
        assert "secret" not in json.dumps(page.seen)
        assert "a secret of the server" in caplog.text


async def test_a_flood_is_held_up_but_never_what_must_get_through(ann_cookie, parcel):
    async with socket(f"/ws/parcel/{parcel.pk}/", ann_cookie) as page:
        for _ in range(60):
            await page.send({"type": "typing"})
        await page.wait(error="That was too often. Wait a little and try again.")
        await page.send({"type": "give_back", "reason": "It rained."})
        await page.wait(type="changed", transition="give_back")


async def test_both_sides_hear_and_the_server_closes(ann_cookie, staff_cookie, parcel):
    path = f"/ws/parcel/{parcel.pk}/"
    async with socket(path, ann_cookie) as ann, socket(path, staff_cookie) as sam:
        await ann.send({"type": "typing"})
        await sam.wait(type="typing")
        await ann.send({"type": "give_back", "reason": "It rained."})
        for side in (ann, sam):
            await side.wait(type="changed", transition="give_back")
            await side.wait_closed(1000)


async def test_what_happens_by_another_door_reaches_the_socket(ann_cookie, ann, parcel):
    async with socket(f"/ws/parcel/{parcel.pk}/", ann_cookie) as page:
        await in_thread(perform, parcel, ParcelFlow.send, actor=ann, via=Door.REST)
        await page.wait(type="changed", transition="send")


async def test_a_rule_of_the_record_is_answered_in_its_words(ann_cookie, ann, parcel):
    data = {"reason": "x"}
    await in_thread(perform, parcel, ParcelFlow.give_back, actor=ann, via=Door.REST, data=data)
    async with socket(f"/ws/parcel/{parcel.pk}/", ann_cookie) as page:
        await page.send({"type": "give_back", "reason": "again"})
        await page.wait(type="error", error="It was returned before.")


@pytest.mark.usefixtures("rights_are_asked_often")
async def test_logout_ends_the_socket(ann_cookie):
    async with socket("/ws/notifications/", ann_cookie) as page:
        await in_thread(Session.objects.all().delete)
        await page.wait_closed(4401)


@pytest.mark.usefixtures("rights_are_asked_often")
async def test_deactivation_ends_the_socket(ann, ann_cookie):
    async with socket("/ws/live/", ann_cookie) as page:
        ann.is_active = False
        await in_thread(ann.save)
        await page.wait_closed(4401)


async def test_deactivation_counts_at_once_for_what_is_said(ann, ann_cookie, parcel, monkeypatch):
    monkeypatch.setattr(watch, "EVERY", 60.0)  # nobody else would look in time
    async with socket(f"/ws/parcel/{parcel.pk}/", ann_cookie) as page:
        ann.is_active = False
        await in_thread(ann.save)
        await page.send({"type": "give_back", "reason": "x"})
        await page.wait_closed(4401)
        await in_thread(parcel.refresh_from_db)
        assert parcel.state == "packed"


@pytest.mark.usefixtures("rights_are_asked_often")
async def test_a_record_that_is_no_longer_theirs_ends_its_socket(staff, staff_cookie, parcel):
    async with socket(f"/ws/parcel/{parcel.pk}/", staff_cookie) as page:
        await in_thread(take_rank, staff)
        await page.wait_closed(4404)
