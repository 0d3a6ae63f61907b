from __future__ import annotations

from typing import Any

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.http import HttpResponse
from django.test import Client

from addons.accounts.models import ApiToken, User
from addons.base.points import ME, MeField

from .people import PASSWORD, signed_in

pytestmark = pytest.mark.django_db

TOKEN = "/api/v1/auth/token/"
ME_PAGE = "/api/v1/me/"


def get_token(email: str, password: str, **more: Any) -> HttpResponse:
    headers = more.pop("headers", {})
    body = {"email": email, "password": password} | more
    return Client().post(TOKEN, body, content_type="application/json", **headers)


def bearer(user: User) -> dict[str, str]:
    raw = ApiToken.objects.issue(user=user, name="test")
    return {"HTTP_AUTHORIZATION": f"Bearer {raw}"}


def change_me(user: User, body: Any) -> HttpResponse:
    return Client().patch(ME_PAGE, body, content_type="application/json", **bearer(user))


def test_e_mail_and_password_give_a_token_that_works(asha):
    answer = get_token("ASHA@example.com", PASSWORD)
    assert answer.status_code == 200
    headers = {"HTTP_AUTHORIZATION": f"Bearer {answer.json()['token']}"}
    assert Client().get(ME_PAGE, **headers).json()["email"] == "asha@example.com"
    assert asha.access_tokens.get().expires_at is not None


def test_every_wrong_sign_in_gets_the_same_answer(asha, dispatcher):
    dispatcher.is_active = False
    dispatcher.save()
    answers = [
        get_token(asha.email, "not-this-one"),
        get_token("nobody@example.com", PASSWORD),
        get_token(dispatcher.email, PASSWORD),
        get_token("no address at all", PASSWORD),
        get_token("", PASSWORD),
        get_token(asha.email, ""),
    ]
    assert {answer.status_code for answer in answers} == {401}
    assert len({answer.content for answer in answers}) == 1
    assert answers[0].json()["code"] == "wrong_credentials"


@pytest.mark.parametrize(
    "body",
    [{}, {"email": "a@example.com"}, {"email": 1, "password": "x"}, {"email": "a", "password": []}],
)
def test_a_sign_in_of_the_wrong_shape_is_a_400(db, body):
    answer = Client().post(TOKEN, body, content_type="application/json")
    assert answer.status_code == 400 and answer.json()["errors"]


def test_unknown_fields_and_zero_bytes_are_a_400(asha):
    assert get_token(asha.email, PASSWORD, admin=True).json()["errors"].keys() == {"admin"}
    assert get_token("a\0@example.com", PASSWORD).status_code == 400


def test_guessing_by_the_api_is_stopped_and_counts_with_the_page(asha):
    here = {"REMOTE_ADDR": "203.0.113.7"}
    for _ in range(9):
        assert get_token(asha.email, "guess", headers=here).status_code == 401
    stopped = get_token(asha.email, "guess", headers=here)
    assert stopped.status_code == 429 and stopped.json()["code"] == "too_many"
    assert int(stopped["Retry-After"]) > 0
    assert get_token(asha.email, PASSWORD, headers=here).status_code == 429
    page = Client().post("/accounts/login/", {"login": asha.email, "password": PASSWORD}, **here)
    assert page.status_code == 429
    assert get_token(asha.email, PASSWORD, headers={"REMOTE_ADDR": "198.51.100.4"}).json()["token"]


def test_a_right_password_forgets_the_wrong_ones(asha):
    for _ in range(3):
        for _ in range(5):
            get_token(asha.email, "guess")
        assert get_token(asha.email, PASSWORD).status_code == 200


def test_with_a_second_factor_the_api_asks_for_its_code(asha):
    TOTP.activate(asha, "JBSWY3DPEHPK3PXP")
    code = RecoveryCodes.activate(asha).get_unused_codes()[0]
    assert get_token(asha.email, PASSWORD).json()["code"] == "code_required"
    assert get_token(asha.email, PASSWORD, code="000000").json()["code"] == "wrong_code"
    assert get_token(asha.email, PASSWORD, code=code).status_code == 200
    assert get_token(asha.email, PASSWORD, code=code).status_code == 401


def test_codes_cannot_be_tried_without_end(asha):
    TOTP.activate(asha, "JBSWY3DPEHPK3PXP")
    statuses = [get_token(asha.email, PASSWORD, code="000000").status_code for _ in range(21)]
    assert statuses[0] == 401 and statuses[-1] == 429


def test_staff_need_a_second_factor_for_a_token_where_that_is_asked(dispatcher, settings):
    settings.SECOND_FACTOR_FOR_STAFF = True
    answer = get_token(dispatcher.email, PASSWORD)
    assert answer.status_code == 403 and answer.json()["code"] == "code_missing"
    assert signed_in(dispatcher).get(ME_PAGE).status_code == 403


def test_the_token_used_is_revoked_and_no_other(asha):
    headers, other = bearer(asha), bearer(asha)
    assert Client().delete(TOKEN, **headers).status_code == 204
    assert Client().get(ME_PAGE, **headers).status_code == 401
    assert Client().get(ME_PAGE, **other).status_code == 200


def test_me_is_for_who_is_signed_in(asha):
    assert Client().get(ME_PAGE).status_code == 401
    assert Client().get(ME_PAGE, HTTP_AUTHORIZATION="Bearer nonsense").status_code == 401
    assert Client().delete(TOKEN).status_code == 401
    assert signed_in(asha).get(ME_PAGE).json()["id"] == asha.pk


def test_me_has_its_fields_also_where_their_addons_are_off(asha, dispatcher, monkeypatch):
    monkeypatch.setattr(ME, "_entries", {})
    me = Client().get(ME_PAGE, **bearer(asha)).json()
    assert me == {
        "id": asha.pk,
        "name": "Asha Rao",
        "email": "asha@example.com",
        "phone": None,
        "language": "en",
        "time_zone": "Asia/Kolkata",
        "roles": [],
        "provider_id": None,
        "search": None,
    }
    assert Client().get(ME_PAGE, **bearer(dispatcher)).json()["roles"] == ["dispatcher"]


def test_addons_add_to_me(asha, monkeypatch):
    field = MeField("provider_id", lambda user: 17)
    monkeypatch.setattr(ME, "_entries", {"provider_id": field})
    assert Client().get(ME_PAGE, **bearer(asha)).json()["provider_id"] == 17


def test_changing_me_changes_what_is_given_only(asha):
    changed = change_me(asha, {"phone": "+91 99999 00201", "time_zone": "Asia/Dubai"})
    assert changed.status_code == 200
    assert (changed.json()["phone"], changed.json()["name"]) == ("+919999900201", "Asha Rao")
    assert change_me(asha, {"phone": None}).json()["phone"] is None
    assert change_me(asha, {}).json()["time_zone"] == "Asia/Dubai"


@pytest.mark.parametrize(
    "body",
    [
        {"name": ""},
        {"name": 5},
        {"name": None},
        {"phone": "call me"},
        {"language": "xx"},
        {"time_zone": "Mars/Base"},
        {"email": "other@example.com"},
        {"roles": ["administrator"]},
        {"is_staff": True},
        {"auth_version": 9},
    ],
)
def test_wrong_and_unknown_changes_are_a_400_that_names_the_field(asha, body):
    answer = change_me(asha, body)
    assert answer.status_code == 400 and list(answer.json()["errors"]) == list(body)
    fresh = User.objects.get(pk=asha.pk)
    assert (fresh.name, fresh.email, fresh.is_staff) == ("Asha Rao", "asha@example.com", False)
