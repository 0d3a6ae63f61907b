"""Rights that end do so within five seconds on every kind of socket."""

from __future__ import annotations

from contextlib import AsyncExitStack
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.contrib.sessions.models import Session
from django.test import Client

from addons.accounts.models import ApiToken
from addons.base.live.threads import in_thread
from tests.live_support import HOST, cookie_of, socket

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("rights_are_asked_often"),
]


@pytest.fixture(autouse=True)
def committed(transactional_db: None) -> None:
    """What the sockets read on other connections has to be there for them."""


@pytest.fixture
def session(started):
    return started.work_sessions.get()


async def all_close(headers: dict[str, str], session: Any, act: Any, *, code: int = 4401) -> None:
    """One socket of each kind; the act ends them all."""
    async with AsyncExitStack() as opened:
        live, told, work = [
            await opened.enter_async_context(socket(path, headers))
            for path in ("/ws/live/", "/ws/notifications/", f"/ws/work/{session.pk}/")
        ]
        await live.subscribe(session.job.topic)
        await in_thread(act)
        for wire in (live, told, work):
            await wire.wait_closed(code)


def deactivate(user: Any) -> None:
    user.is_active = False
    user.save()


def change_password(user: Any) -> None:
    user.set_password("another one")
    user.save()


def lose_the_role(user: Any) -> None:
    user.groups.clear()


def lose_what_the_role_allows(user: Any) -> None:
    group = Group.objects.get(name="dispatcher")
    group.user_set.remove(user)


def sign_out(user: Any) -> None:
    """By the page: the session is the one that the sockets came in with."""
    client = Client()
    client.cookies["sessionid"] = Session.objects.get().session_key
    client.logout()


def sign_out_everywhere(user: Any) -> None:
    user.sign_out_everywhere()


ENDINGS = [
    deactivate,
    change_password,
    lose_the_role,
    lose_what_the_role_allows,
    sign_out,
    sign_out_everywhere,
]


@pytest.mark.parametrize("end", ENDINGS)
async def test_what_ends_a_sign_in_ends_every_socket(session, dora, end):
    headers = await in_thread(cookie_of, dora)
    await all_close(headers, session, lambda: end(dora))


async def test_a_revoked_token_ends_every_socket(session, alice):
    raw = await in_thread(lambda: ApiToken.objects.issue(user=alice, name="Phone"))
    headers = {"host": HOST, "authorization": f"Bearer {raw}"}
    await all_close(headers, session, lambda: ApiToken.objects.filter(user=alice).revoke())


async def test_a_token_that_runs_out_ends_every_socket(session, alice):
    raw = await in_thread(lambda: ApiToken.objects.issue(user=alice, name="Phone"))
    headers = {"host": HOST, "authorization": f"Bearer {raw}"}
    await all_close(headers, session, lambda: ApiToken.objects.update(expires_at=alice.date_joined))
