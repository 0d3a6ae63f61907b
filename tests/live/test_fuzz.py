"""Whatever comes in over a socket is a message or an error, never a fault."""

from __future__ import annotations

import json
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from addons.base.live.frames import BadFrame, decode
from addons.base.live.sockets import LiveSocket
from addons.base.live.threads import in_thread
from addons.base.surfaces.ws_messages import checked, sentence
from addons.base.workflow import DoorError
from tests.dummy.live import ParcelSocket
from tests.live_support import cookie_of, make_user, socket

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=10,
)
FORMS = [*LiveSocket.messages.values(), *ParcelSocket.messages.values()]
FIELDS = sorted({name for form in FORMS if form for name in form.base_fields})


@given(st.text() | st.binary())
def test_any_frame_is_an_object_or_a_bad_frame(content):
    frame = {"bytes": content} if isinstance(content, bytes) else {"text": content}
    try:
        assert isinstance(decode(frame)["type"], str)
    except BadFrame as error:
        assert str(error)


@given(st.sampled_from(FORMS), st.dictionaries(st.sampled_from([*FIELDS, "x"]), VALUES))
def test_any_fields_are_clean_or_answered_in_a_sentence(form, body):
    try:
        message = decode({"text": json.dumps({"type": "x", **body})})
        checked(form, {name: value for name, value in message.items() if name != "type"})
    except DoorError as error:
        assert sentence(error)


def random_frame(dice: random.Random) -> str:
    """Nearly right: a message with something cut, doubled or turned."""
    name = dice.choice([*LiveSocket.messages, "x"])
    value = dice.choice([None, 1, "a", [], {}, [[]], [{"name": "x"}], [{"name": 1, "after": "y"}]])
    text = json.dumps({"type": name, dice.choice(["topics", "topic", "state", "z"]): value})
    at = dice.randrange(len(text))
    return dice.choice([text, text[:at], text[at:] + text, text[:at] + "\x00" + text[at:]])


@pytest.mark.django_db(transaction=True)
async def test_a_storm_of_nonsense_leaves_the_socket_as_it_was(monkeypatch, caplog):
    user = await in_thread(make_user, "ann")
    cookie = await in_thread(cookie_of, user)
    monkeypatch.setattr(LiveSocket, "burst", 10_000)
    dice = random.Random(7)
    async with socket("/ws/live/", cookie) as page:
        for _ in range(300):
            await page.send(random_frame(dice))
        await page.send({"type": "unsubscribe", "topics": [{"name": "x"}]})
        await page.subscribe(f"user:{user.pk}")
        assert page.close_code is None
        assert all(message["type"] in {"error", "denied", "subscribed"} for message in page.seen)
    assert not caplog.records
