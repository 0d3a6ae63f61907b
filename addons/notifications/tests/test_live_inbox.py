"""The bell of an open page."""

from __future__ import annotations

import pytest

from addons.base.live.threads import in_thread
from addons.notifications.delivering import notify
from tests.live_support import cookie_of, socket

pytestmark = pytest.mark.django_db(transaction=True)


async def test_open_page_hears_of_a_new_line_and_others_do_not(declare, event, asha, bala):
    asha_cookie, bala_cookie = await in_thread(cookie_of, asha), await in_thread(cookie_of, bala)
    async with (
        socket("/ws/notifications/", asha_cookie) as mine,
        socket("/ws/notifications/", bala_cookie) as others,
    ):
        await in_thread(notify, declare(), event)
        assert (await mine.wait(type="notification"))["unread"] == 1
        assert not [message for message in others.seen if message["type"] == "notification"]
