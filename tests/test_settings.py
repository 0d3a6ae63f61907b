"""What a deployment may decide, and what production refuses."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from callout.databases import database
from callout.environment import DEMO_KEY, read_environment
from callout.mail import mail_settings

ROOT = Path(__file__).resolve().parent.parent
SAFE = {
    "CALLOUT_PROFILE": "production",
    "SECRET_KEY": "s" * 40,
    "AUDIT_KEY": "a" * 40,
    "ALLOWED_HOSTS": "callout.example.com",
    "BASE_URL": "https://callout.example.com",
    "EMAIL_URL": "smtps://user:pa%40ss@mail.example.com",
}


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch):
    """Only what a test sets; its own data folder stays."""
    for name in list(os.environ):
        if name in {
            *SAFE,
            "DATABASE_URL",
            "REDIS_URL",
            "DATABASE_POOL",
            "PAYMENT_GATEWAY",
            "ADDONS",
            "DEBUG",
            "PROXIES",
        }:
            monkeypatch.delenv(name)


def given(monkeypatch, **variables: str) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)


def test_the_demo_needs_no_variable():
    environment = read_environment()
    assert environment.profile == "demo"
    assert environment.currency == "INR"
    assert environment.languages == ("en", "hi", "ar")


def test_safe_values_start_production(monkeypatch):
    given(monkeypatch, **SAFE)
    assert read_environment().is_production


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("SECRET_KEY", DEMO_KEY),
        ("SECRET_KEY", "short"),
        ("AUDIT_KEY", ""),
        ("AUDIT_KEY", SAFE["SECRET_KEY"]),
        ("ALLOWED_HOSTS", "callout.example.com,*"),
        ("ALLOWED_HOSTS", ""),
        ("DEBUG", "1"),
        ("DEMO_ACCOUNTS", "yes"),
        ("CALLOUT_FAULT", "perform:after-lock"),
        ("PAYMENT_GATEWAY", "test"),
        ("EMAIL_URL", ""),
        ("BASE_URL", "http://localhost:8000"),
        ("BASE_URL", "http://callout.example.com"),
        ("CSRF_TRUSTED_ORIGINS", "https://callout.example.com,http://callout.example.com"),
    ],
)
def test_production_refuses_an_unsafe_value_by_name(monkeypatch, variable, value):
    given(monkeypatch, **{**SAFE, variable: value})
    with pytest.raises(ImproperlyConfigured) as error:
        read_environment()
    assert str(error.value).startswith(f"{variable} ")
    assert str(error.value).count(". ") == 0, "one sentence"


LOCAL = {"BASE_URL": "http://127.0.0.1:8000", "ALLOWED_HOSTS": "127.0.0.1,localhost"}


def test_production_that_serves_this_machine_alone_needs_no_https_and_no_mail(monkeypatch):
    given(monkeypatch, **{**SAFE, **LOCAL, "EMAIL_URL": "", "DEMO_ACCOUNTS": "1"})
    assert not read_environment().has_https


@pytest.mark.parametrize("elsewhere", [{"ALLOWED_HOSTS": "127.0.0.1,shop.example.com"}, {}])
def test_one_name_that_others_can_reach_makes_it_strict(monkeypatch, elsewhere):
    base = {"BASE_URL": "http://shop.example.com"} if not elsewhere else {}
    given(monkeypatch, **{**SAFE, **LOCAL, **base, **elsewhere})
    given(monkeypatch, EMAIL_URL="", DEMO_ACCOUNTS="1")
    with pytest.raises(ImproperlyConfigured) as error:
        read_environment()
    for name in ("BASE_URL", "DEMO_ACCOUNTS", "EMAIL_URL"):
        assert f"{name} must" in str(error.value)


SHOW_SAFETY = """
from django.conf import settings as s
print(s.SECURE_SSL_REDIRECT, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SECURE_HSTS_SECONDS,
      s.SECURE_PROXY_SSL_HEADER is not None, s.SECOND_FACTOR_FOR_STAFF, s.CLOCK_CAN_MOVE)
"""


@pytest.mark.parametrize(
    ("variables", "shown"),
    [
        ({"PROXIES": "1"}, "True True True 31536000 True True False"),
        ({"PROXIES": "0"}, "True True True 31536000 False True False"),
        ({**LOCAL, "PROXIES": "1"}, "False False False 0 True True False"),
    ],
)
def test_production_sends_everybody_to_https_and_keeps_cookies_there(tmp_path, variables, shown):
    answer = subprocess.run(
        [sys.executable, "-c", SHOW_SAFETY],
        env={
            **os.environ,
            **SAFE,
            **variables,
            "DATA": str(tmp_path),
            "ADDON_MODULES": "",
            "DJANGO_SETTINGS_MODULE": "callout.settings",
            "PYTHONPATH": f"{ROOT / 'site'}{os.pathsep}{ROOT}",
        },
        capture_output=True,
        text=True,
        check=True,
    )
    assert answer.stdout.strip() == shown


def test_cards_are_paid_by_the_test_gateway_but_in_production_by_none_that_is_not_named(
    monkeypatch,
):
    assert read_environment().card_gateway == "test"
    given(monkeypatch, **SAFE)
    assert read_environment().card_gateway == ""


def test_a_gateway_without_its_keys_is_refused_everywhere(monkeypatch):
    given(monkeypatch, PAYMENT_GATEWAY="stripe")
    with pytest.raises(ImproperlyConfigured, match=r"^STRIPE_API_KEY and STRIPE_WEBHOOK_SECRET"):
        read_environment()


def test_production_names_every_absent_key(monkeypatch):
    given(monkeypatch, CALLOUT_PROFILE="production")
    with pytest.raises(ImproperlyConfigured) as error:
        read_environment()
    for name in ("SECRET_KEY", "AUDIT_KEY", "ALLOWED_HOSTS", "EMAIL_URL", "BASE_URL"):
        assert f"{name} must" in str(error.value)


def test_a_value_that_cannot_be_read_is_named(monkeypatch):
    given(monkeypatch, CALLOUT_PROFILE="holiday")
    with pytest.raises(ImproperlyConfigured, match=r"^CALLOUT_PROFILE: "):
        read_environment()


def test_a_network_that_is_none_is_named(monkeypatch):
    given(monkeypatch, METRICS_FROM="10.0.0.0/8,everybody")
    with pytest.raises(ImproperlyConfigured, match=r"^METRICS_FROM: .*everybody"):
        read_environment()


def test_addons_come_from_the_variable_else_from_the_file(monkeypatch):
    given(monkeypatch, ADDONS="chat, tickets,")
    assert read_environment().wanted_addons == ("chat", "tickets")
    given(monkeypatch, ADDONS="")
    assert read_environment().wanted_addons == ()
    monkeypatch.delenv("ADDONS")
    assert isinstance(read_environment().wanted_addons, tuple)


def test_sqlite_takes_the_write_lock_at_once_and_tests_in_a_file(tmp_path):
    config = database(read_environment(data=tmp_path / "new"))
    assert config["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert config["TEST"]["NAME"] == tmp_path / "new" / "test.sqlite3"
    assert (tmp_path / "new").is_dir()


def test_postgresql_keeps_its_connections_or_pools_them(tmp_path):
    url = "postgres://callout@127.0.0.1:5432/callout"
    plain = database(read_environment(data=tmp_path, database_url=url))
    assert plain["CONN_MAX_AGE"] > 0
    assert "lock_timeout" in plain["OPTIONS"]["options"]
    pooled = database(read_environment(data=tmp_path, database_url=url, database_pool=7))
    assert pooled["CONN_MAX_AGE"] == 0
    assert pooled["OPTIONS"]["pool"]["max_size"] == 7
    assert pooled["ATOMIC_REQUESTS"] is False


def test_mail_is_laid_into_a_folder_until_a_server_is_named(monkeypatch, tmp_path):
    assert mail_settings(read_environment(data=tmp_path))["EMAIL_FILE_PATH"] == tmp_path / "mail"
    given(monkeypatch, EMAIL_URL=SAFE["EMAIL_URL"])
    mail = mail_settings(read_environment())
    assert (mail["EMAIL_HOST"], mail["EMAIL_PORT"]) == ("mail.example.com", 465)
    assert (mail["EMAIL_HOST_PASSWORD"], mail["EMAIL_USE_SSL"]) == ("pa@ss", True)
    given(monkeypatch, EMAIL_URL="mail.example.com")
    with pytest.raises(ImproperlyConfigured, match=r"^EMAIL_URL must look like"):
        mail_settings(read_environment())


@pytest.mark.django_db
def test_console_sends_strangers_to_the_one_sign_in_page():
    answer = Client().get("/admin/")
    assert answer.status_code == 302
    assert answer.url == "/accounts/login/?next=/admin/"
    assert Client().get(answer.url).status_code == 200


def test_static_files_are_served_whole():
    answer = Client().get("/static/wagtailadmin/css/core.css")
    assert answer.status_code == 200
    assert not answer.streaming
    assert answer["Content-Type"].startswith("text/css")


@pytest.mark.slow
@pytest.mark.parametrize("variables", [{"ADDONS": "", "ADDON_MODULES": ""}, SAFE])
def test_the_bare_kernel_and_production_start(tmp_path, variables):
    answer = subprocess.run(
        [sys.executable, ROOT / "manage.py", "check"],
        env={**os.environ, "CALLOUT_PROFILE": "demo", **variables, "DATA": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 0, answer.stderr


def test_site_is_not_a_package():
    assert not (ROOT / "site" / "__init__.py").exists()
