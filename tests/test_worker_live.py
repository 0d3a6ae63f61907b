"""What the worker does reaches open pages at once, without Redis."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.test import override_settings
from django.utils import timezone

from addons.base.live.threads import in_thread
from tests.live_support import cookie_of, make_parcel, make_user, socket
from tests.worker_process import worker

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

IN_MEMORY = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}


@pytest.fixture
def running_worker():
    with worker():
        yield


@override_settings(CHANNEL_LAYERS=IN_MEMORY)
async def test_what_the_worker_did_is_heard_within_a_second(running_worker):
    ann = await in_thread(make_user, "ann")
    cookie = await in_thread(cookie_of, ann)
    parcel = await in_thread(make_parcel, ann, "weigh me")
    async with socket("/ws/live/", cookie) as page:
        await page.subscribe(parcel.topic, after=1)
        heard = await page.wait(timeout=60, type="event", topic=parcel.topic, sequence=2)
        done_at = datetime.fromisoformat(heard["at"])
        assert (timezone.now() - done_at).total_seconds() < 1
