from __future__ import annotations

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core import mail
from django.test import Client

from addons.accounts.models import AccountsPolicy, User
from addons.base.points import LANDINGS

from .people import PASSWORD, signed_in

pytestmark = pytest.mark.django_db

SECRET = "JBSWY3DPEHPK3PXP"


def try_to_sign_in(client: Client, email: str, password: str, **extra: str):
    return client.post("/accounts/login/", {"login": email, "password": password}, **extra)


def sign_up(client: Client, **fields: str):
    data = {
        "email": "New@Example.com",
        "name": "Nisha Jain",
        "phone": "+91 98765 43210",
        "password1": PASSWORD,
    }
    return client.post("/accounts/signup/", data | fields)


def link_in(message: mail.EmailMessage) -> str:
    return re.search(r"https?://[^/]+(/\S+)", message.body)[1]


def test_customers_land_at_home_and_staff_in_the_console(asha, dispatcher):
    assert try_to_sign_in(Client(), asha.email, PASSWORD).url == "/"
    assert try_to_sign_in(Client(), dispatcher.email, PASSWORD).url == "/admin/"


def test_an_addon_says_where_its_people_land(asha, monkeypatch):
    monkeypatch.setattr(LANDINGS, "_entries", [("test", lambda user: "/somewhere/")])
    assert try_to_sign_in(Client(), asha.email, PASSWORD).url == "/somewhere/"


def test_the_console_signs_in_on_the_same_page(dispatcher):
    answer = Client().get("/admin/")
    assert answer.url == "/accounts/login/?next=/admin/"
    assert Client().get("/admin/login/?next=/admin/").url == "/accounts/login/?next=/admin/"
    assert Client().get("/admin/password_reset/").url == "/accounts/password/reset/"
    assert signed_in(dispatcher).get("/admin/").status_code == 200


def test_wrong_password_and_unknown_address_get_the_same_answer(asha):
    wrong = try_to_sign_in(Client(), asha.email, "not-this-one")
    unknown = try_to_sign_in(Client(), "nobody@example.com", "not-this-one")
    assert wrong.status_code == unknown.status_code == 200
    assert wrong.context["form"].errors == unknown.context["form"].errors


def test_guessing_is_stopped_here_and_not_elsewhere(asha):
    guesser = {"REMOTE_ADDR": "203.0.113.7"}
    answers = [try_to_sign_in(Client(), asha.email, "guess", **guesser) for _ in range(11)]
    assert answers[-1].status_code == 429
    assert int(answers[-1]["Retry-After"]) > 0
    assert try_to_sign_in(Client(), asha.email, PASSWORD, **guesser).status_code == 429
    home = {"REMOTE_ADDR": "198.51.100.4"}
    assert try_to_sign_in(Client(), asha.email, PASSWORD, **home).status_code == 302


def test_who_may_not_sign_in_any_more_is_not_let_in(asha):
    asha.is_active = False
    asha.save()
    assert try_to_sign_in(Client(), asha.email, PASSWORD).url == "/accounts/inactive/"


def test_signing_up_keeps_name_phone_and_language(db):
    client = Client()
    client.post("/language/", {"language": "hi"})
    assert sign_up(client).status_code == 302
    person = User.objects.get(email="new@example.com")
    assert (person.name, person.phone, person.language) == ("Nisha Jain", "+919876543210", "hi")
    assert not person.is_staff


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"name": ""}, "name"),
        ({"phone": "call me"}, "phone"),
        ({"password1": "12345678"}, "password1"),
        ({"email": "no address"}, "email"),
    ],
)
def test_signing_up_with_wrong_input_says_where(fields, wrong):
    answer = sign_up(Client(), **fields)
    assert answer.status_code == 200 and wrong in answer.context["form"].errors
    assert not User.objects.exists()


def test_the_address_has_to_be_verified_where_that_is_asked(settings):
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    client = Client()
    assert sign_up(client).url == "/accounts/confirm-email/"
    assert try_to_sign_in(client, "new@example.com", PASSWORD).url == "/accounts/confirm-email/"
    client.post(link_in(mail.outbox[0]))
    assert EmailAddress.objects.get(email="new@example.com").verified
    assert try_to_sign_in(client, "new@example.com", PASSWORD).url == "/"


def test_signing_up_twice_tells_only_the_owner(asha, settings):
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    fresh, taken = sign_up(Client()), sign_up(Client(), email=asha.email)
    assert (fresh.status_code, fresh.url) == (taken.status_code, taken.url)
    assert User.objects.count() == 2
    assert mail.outbox[1].to == [asha.email]


def test_the_house_may_close_sign_up(db):
    AccountsPolicy(sign_up_is_open=False).save()
    assert sign_up(Client()).status_code == 200
    assert not User.objects.exists()


def test_a_forgotten_password_is_replaced_by_mail(asha):
    here = signed_in(asha)
    client = Client()
    client.post("/accounts/password/reset/", {"email": "Asha@example.com"})
    form = client.get(link_in(mail.outbox[0]), follow=True)
    new = {"password1": "moonlit-harbour", "password2": "moonlit-harbour"}
    client.post(form.request["PATH_INFO"], new)
    assert try_to_sign_in(Client(), asha.email, PASSWORD).status_code == 200
    assert try_to_sign_in(Client(), asha.email, "moonlit-harbour").status_code == 302
    assert here.get("/accounts/profile/").status_code == 302


def test_asking_for_a_reset_says_nothing_about_who_is_here(asha):
    known = Client().post("/accounts/password/reset/", {"email": asha.email})
    unknown = Client().post("/accounts/password/reset/", {"email": "nobody@example.com"})
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)


def test_a_caller_chooses_a_password_by_mail():
    caller = User.objects.create_caller(name="Mohan", phone="+911234567", email="mo@example.com")
    Client().post("/accounts/password/reset/", {"email": caller.email})
    assert mail.outbox[0].to == [caller.email]


def code_now() -> str:
    return format_hotp_value(hotp_value(SECRET, next(yield_hotp_counters_from_time())))


def give_second_factor(user: User) -> None:
    TOTP.activate(user, SECRET)
    RecoveryCodes.activate(user)


def test_with_a_second_factor_the_password_is_not_enough(asha):
    give_second_factor(asha)
    client = Client()
    assert try_to_sign_in(client, asha.email, PASSWORD).url.startswith("/accounts/2fa/")
    assert client.get("/accounts/profile/").status_code == 302
    assert client.post("/accounts/2fa/authenticate/", {"code": "000000"}).status_code == 200
    assert client.post("/accounts/2fa/authenticate/", {"code": code_now()}).status_code == 302
    assert client.get("/accounts/profile/").status_code == 200


def test_the_secret_of_the_second_factor_is_stored_encrypted(asha):
    give_second_factor(asha)
    totp = Authenticator.objects.get(user=asha, type=Authenticator.Type.TOTP)
    assert SECRET not in str(totp.data)


def test_staff_have_to_set_one_up_where_that_is_asked(dispatcher, asha, settings):
    settings.SECOND_FACTOR_FOR_STAFF = True
    client = signed_in(dispatcher)
    assert client.get("/admin/").url == "/accounts/2fa/totp/activate/"
    assert client.get("/accounts/tokens/").url == "/accounts/2fa/totp/activate/"
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    assert client.get("/accounts/2fa/totp/activate/").status_code == 200
    assert signed_in(asha).get("/accounts/profile/").status_code == 200
    give_second_factor(dispatcher)
    assert client.get("/admin/").status_code == 200
    assert "cannot" in str(client.post("/accounts/2fa/totp/deactivate/").context["form"].errors)
