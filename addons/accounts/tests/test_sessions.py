from __future__ import annotations

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from addons.accounts.models import ApiToken, User
from addons.accounts.roles import set_roles
from addons.base.live.versions import auth_version_of

from .people import PASSWORD, signed_in

pytestmark = pytest.mark.django_db

PAGE = "/accounts/profile/"


def is_in(client: Client) -> bool:
    return client.get(PAGE).status_code == 200


def change_password(user: User) -> None:
    user.set_password("another-long-phrase")
    user.save()


def deactivate(user: User) -> None:
    user.is_active = False
    user.save()


@pytest.mark.parametrize(
    "ending",
    [
        change_password,
        deactivate,
        lambda user: set_roles(user, "dispatcher"),
        lambda user: user.sign_out_everywhere(),
        lambda user: Group.objects.get(name="finance").user_set.add(user),
        lambda user: User.objects.filter(pk=user.pk).update(is_active=False),
        lambda user: user.delete(),
    ],
    ids=["password", "inactive", "role", "everywhere", "group", "bulk", "erased"],
)
def test_a_session_ends_with(asha, ending):
    client = signed_in(asha)
    assert is_in(client)
    before = auth_version_of([asha.pk])
    ending(User.objects.get(pk=asha.pk))
    assert not is_in(client)
    assert auth_version_of([asha.pk]) != before


def test_taking_a_role_and_ending_one_end_sessions(dispatcher):
    client = signed_in(dispatcher)
    set_roles(User.objects.get(pk=dispatcher.pk), "dispatcher")
    assert is_in(client)
    Group.objects.get(name="dispatcher").delete()
    assert not is_in(client)


def test_a_row_read_earlier_does_not_bring_a_session_back(asha):
    stale = User.objects.get(pk=asha.pk)
    client = signed_in(asha)
    User.objects.get(pk=asha.pk).sign_out_everywhere()
    stale.name = "Asha Iyer"
    stale.save()
    assert not is_in(client)


def test_changing_the_name_ends_nothing(asha):
    client = signed_in(asha)
    asha.name = "Asha Iyer"
    asha.save()
    assert is_in(client)


def test_who_changes_the_password_stays_and_their_other_places_and_tokens_end(asha):
    here, there = signed_in(asha), signed_in(asha)
    ApiToken.objects.issue(user=asha, name="script")
    answer = here.post(
        "/accounts/password/change/",
        {"oldpassword": PASSWORD, "password1": "moonlit-harbour", "password2": "moonlit-harbour"},
    )
    assert answer.status_code == 302
    assert is_in(here) and not is_in(there)
    assert not asha.access_tokens.live().exists()


def test_signing_out_everywhere_keeps_this_page(asha):
    here, there = signed_in(asha), signed_in(asha)
    ApiToken.objects.issue(user=asha, name="script")
    assert here.post("/accounts/sign-out-everywhere/").status_code == 302
    assert is_in(here) and not is_in(there)
    assert not asha.access_tokens.live().exists()


def test_the_session_has_a_new_key_after_signing_in(asha):
    client = Client()
    client.get("/accounts/login/?next=/accounts/profile/")
    client.session.save()
    before = client.cookies.get("sessionid")
    client.post("/accounts/login/", {"login": asha.email, "password": PASSWORD})
    assert client.cookies["sessionid"].value != (before.value if before else "")


def test_versions_leave_out_who_may_not_be_signed_in(asha, dispatcher):
    deactivate(dispatcher)
    assert auth_version_of([asha.pk, dispatcher.pk, 99_999]) == {asha.pk: asha.auth_version}
