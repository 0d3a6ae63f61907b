from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from addons.accounts.models import ApiToken
from addons.accounts.models.token import authenticate_token
from addons.base import clock

from .people import PASSWORD, signed_in

pytestmark = pytest.mark.django_db


def test_a_token_opens_the_door_and_is_stored_nowhere(asha):
    raw = ApiToken.objects.issue(user=asha, name="script")
    token = asha.access_tokens.get()
    assert authenticate_token(raw) == asha
    assert raw not in {token.digest, token.prefix} and raw.startswith(token.prefix)
    assert len(raw) > 50


def test_one_query_finds_whose_token_it_is(asha, django_assert_num_queries):
    raw = ApiToken.objects.issue(user=asha, name="script")
    with django_assert_num_queries(2):
        authenticate_token(raw)  # the second notes the use
    with django_assert_num_queries(1):
        authenticate_token(raw)


def test_a_use_is_noted_at_most_once_a_minute(asha):
    raw = ApiToken.objects.issue(user=asha, name="script")
    authenticate_token(raw)
    first = asha.access_tokens.get().last_used_at
    authenticate_token(raw)
    assert asha.access_tokens.get().last_used_at == first
    asha.access_tokens.update(last_used_at=first - timedelta(seconds=61))
    authenticate_token(raw)
    assert asha.access_tokens.get().last_used_at >= first


def test_wrong_revoked_ended_and_foreign_tokens_open_nothing(asha):
    assert authenticate_token("") is None
    assert authenticate_token("callout_" + "x" * 43) is None
    ended = ApiToken.objects.issue(user=asha, name="old", expires_at=timezone.now())
    assert authenticate_token(ended) is None
    revoked = ApiToken.objects.issue(user=asha, name="revoked")
    asha.access_tokens.revoke()
    assert authenticate_token(revoked) is None
    good = ApiToken.objects.issue(user=asha, name="good")
    asha.is_active = False
    asha.save()
    assert authenticate_token(good) is None


def test_a_moved_clock_ends_no_token(asha):
    raw = ApiToken.objects.issue(
        user=asha, name="script", expires_at=timezone.now() + timedelta(hours=1)
    )
    with clock.travelled(timedelta(days=400)):
        assert authenticate_token(raw) == asha


def test_a_token_is_made_after_the_password_once_more_and_shown_once(asha):
    client = signed_in(asha)
    assert client.get("/accounts/tokens/new/").url.startswith("/accounts/reauthenticate/")
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    page = client.post("/accounts/tokens/new/", {"name": "Sheet", "days": "30"})
    raw = page.context["token"]
    assert raw in page.content.decode() and "no-store" in page["Cache-Control"]
    assert authenticate_token(raw) == asha
    listing = client.get("/accounts/tokens/").content.decode()
    assert "Sheet" in listing and raw not in listing


def test_a_token_may_last_until_it_is_revoked(asha):
    client = signed_in(asha)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    client.post("/accounts/tokens/new/", {"name": "Sheet", "days": ""})
    assert asha.access_tokens.get().expires_at is None


def test_a_token_is_revoked_by_its_owner_only(asha, dispatcher):
    raw = ApiToken.objects.issue(user=asha, name="script")
    address = f"/accounts/tokens/{asha.access_tokens.get().pk}/revoke/"
    assert signed_in(dispatcher).post(address).status_code == 404
    assert authenticate_token(raw) == asha
    assert signed_in(asha).post(address).status_code == 302
    assert authenticate_token(raw) is None
    assert Client().get(address).status_code == 302
