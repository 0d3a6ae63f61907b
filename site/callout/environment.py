"""Everything a deployment may decide, read from the environment in this one place and file."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import cached_property
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured
from pydantic import AfterValidator, BeforeValidator, Field, ValidationError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

ROOT = Path(__file__).resolve().parents[2]
SECRETS = Path("/run/secrets")
DEMO_KEY = "demo-key-that-production-refuses-to-start-with"
SHORTEST_KEY = 32
THIS_MACHINE = frozenset({"localhost", "127.0.0.1", "[::1]", "::1"})


def _split(value: Any) -> Any:
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split(",") if part.strip())
    return value


def _networks(names: tuple[str, ...]) -> tuple[str, ...]:
    for name in names:
        ip_network(name)  # or a ValueError that says what it is not
    return names


def _below_root(value: Any) -> Any:
    return ROOT / value if isinstance(value, str | Path) else value


Names = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split)]
Networks = Annotated[Names, AfterValidator(_networks)]
Place = Annotated[Path, BeforeValidator(_below_root)]


class Environment(BaseSettings):
    """One field per variable; the names in capitals are the variables."""

    model_config = SettingsConfigDict(
        frozen=True,
        extra="ignore",
        populate_by_name=True,
        secrets_dir=SECRETS if SECRETS.is_dir() else None,
    )

    profile: Literal["demo", "test", "production"] = Field(
        "demo",
        alias="CALLOUT_PROFILE",
        description="`demo`, `test` or `production`; production refuses unsafe values",
    )
    debug: bool = Field(
        False,
        alias="DEBUG",
        description="Django's error pages; for developers",
    )
    demo_accounts: bool = Field(
        False,
        alias="DEMO_ACCOUNTS",
        description="people with known passwords; in production only if this machine alone is served",
    )
    secret_key: str = Field(
        DEMO_KEY,
        alias="SECRET_KEY",
        description="signs cookies and links; 32 characters or more",
    )
    audit_key: str = Field(
        DEMO_KEY,
        alias="AUDIT_KEY",
        description="keys the event log's hash chain; its own, 32 characters or more",
    )

    data: Place = Field(
        ROOT / "var",
        alias="DATA",
        description="folder of the database (SQLite), media and logs",
    )
    database_url: str = Field(
        "",
        alias="DATABASE_URL",
        description="`postgres://user:password@host/name`; empty: SQLite in `DATA`",
    )
    database_pool: int = Field(
        0,
        alias="DATABASE_POOL",
        ge=0,
        description="connections a process may hold open; 0: as many as fit it",
    )
    redis_url: str = Field(
        "",
        alias="REDIS_URL",
        description="`redis://host:6379/0`; carries positions, typing and presence between processes",
    )
    fault: str = Field(
        "",
        alias="CALLOUT_FAULT",
        description="where a test ends the process: a point of `addons/base/faults.py`",
    )
    worker_timeout: int = Field(
        60,
        alias="WORKER_TIMEOUT",
        ge=2,
        description="seconds that a run of a schedule or an effect may take",
    )

    addons: Names | None = Field(
        None,
        alias="ADDONS",
        description="addons to switch on, with commas; unset: what `addons.toml` lists",
    )
    addons_file: Place = Field(
        ROOT / "addons.toml",
        alias="ADDONS_FILE",
        description="the file that lists the addons where `ADDONS` does not",
    )
    addon_modules: Names = Field(
        (),
        alias="ADDON_MODULES",
        description="modules of addons that are not installed as packages",
    )

    allowed_hosts: Names = Field(
        (),
        alias="ALLOWED_HOSTS",
        description="hosts that serve this site, with commas",
    )
    csrf_trusted_origins: Names = Field(
        (),
        alias="CSRF_TRUSTED_ORIGINS",
        description="further origins whose forms are trusted, with commas",
    )
    proxies: int = Field(
        0,
        alias="PROXIES",
        ge=0,
        description="how many proxies stand in front and add to `X-Forwarded-For`",
    )
    metrics_from: Networks = Field(
        ("127.0.0.0/8", "::1"),
        alias="METRICS_FROM",
        description="addresses and networks that may read `/metrics`, with commas",
    )
    base_url: str = Field(
        "http://localhost:8000",
        alias="BASE_URL",
        description="the address people open; links in mails begin with it",
    )
    email_url: str = Field(
        "",
        alias="EMAIL_URL",
        description="`smtp://user:password@host:587`; empty: mails are written to the log",
    )
    support_email: str = Field(
        "support@example.com",
        alias="SUPPORT_EMAIL",
        description="where people write to, and who mails come from",
    )
    receive_mail: str = Field(
        "",
        alias="RECEIVE_MAIL",
        pattern=r"^([^:\s]+:\d+)?$",
        description="`host:port` where mail to `SUPPORT_EMAIL` is taken in by SMTP; empty: nowhere",
    )

    completion_escalation_hours: int = Field(
        48,
        alias="COMPLETION_ESCALATION_HOURS",
        ge=1,
        description="hours that a customer has to confirm work, where the console says nothing else",
    )
    auto_complete_days: int = Field(
        7,
        alias="AUTO_COMPLETE_DAYS",
        ge=1,
        description="days after the first attempt to reach a customer until work counts as confirmed",
    )
    min_contact_attempts: int = Field(
        3,
        alias="MIN_CONTACT_ATTEMPTS",
        ge=1,
        description="attempts that must fail before a customer counts as unreachable",
    )

    site_name: str = Field(
        "Callout",
        alias="SITE_NAME",
        description="the name of the business",
    )
    currency: str = Field(
        "INR",
        alias="CURRENCY",
        pattern="^[A-Z]{3}$",
        description="ISO 4217 code of all prices",
    )
    time_zone: str = Field(
        "Asia/Kolkata",
        alias="TIME_ZONE",
        description="the deployment's time zone; people have their own",
    )
    languages: Names = Field(
        ("en", "hi", "ar"),
        alias="LANGUAGES",
        min_length=1,
        description="languages offered, with commas; the first is the default",
    )

    payment_gateway: str | None = Field(
        None,
        alias="PAYMENT_GATEWAY",
        description="who takes card payments: `stripe`; `test`, where nobody pays anything; empty for "
        "nobody. Unset: `test`, and nobody in production",
    )
    stripe_api_key: str = Field(
        "",
        alias="STRIPE_API_KEY",
        description="Stripe's secret key, `sk_live_…`",
    )
    stripe_webhook_secret: str = Field(
        "",
        alias="STRIPE_WEBHOOK_SECRET",
        description="what Stripe signs its webhooks with, `whsec_…`",
    )
    stripe_api_base: str = Field(
        "https://api.stripe.com",
        alias="STRIPE_API_BASE",
        description="where Stripe is asked; another address for a simulator of it",
    )

    @property
    def is_production(self) -> bool:
        return self.profile == "production"

    @property
    def is_test(self) -> bool:
        return self.profile == "test"

    @property
    def card_gateway(self) -> str:
        """Who takes card payments; production takes none by a gateway that nobody has named."""
        if self.payment_gateway is None:
            return "" if self.is_production else "test"
        return self.payment_gateway

    @property
    def has_https(self) -> bool:
        return urlsplit(self.base_url).scheme == "https"

    @property
    def serves_this_machine_alone(self) -> bool:
        """Nobody else can come here by a name that is answered: a trial, nothing travels."""
        named = {urlsplit(self.base_url).hostname or "", *self.allowed_hosts}
        return bool(self.allowed_hosts) and named <= THIS_MACHINE

    @cached_property
    def wanted_addons(self) -> tuple[str, ...]:
        """The variable ADDONS, else what addons.toml lists."""
        if self.addons is not None:
            return self.addons
        listed = tomllib.loads(self.addons_file.read_text(encoding="utf-8"))
        return tuple(listed["enabled"])


def read_environment(**given: Any) -> Environment:
    """The environment, or one sentence for each value that cannot stand."""
    try:
        environment = Environment(**given)
    except ValidationError as error:
        raise ImproperlyConfigured(
            " ".join(f"{e['loc'][0]}: {e['msg'].rstrip('.')}." for e in error.errors())
        ) from error
    faults = [*_incomplete(environment)]
    if environment.is_production:
        faults += _unsafe(environment)
    if faults:
        raise ImproperlyConfigured(" ".join(faults))
    return environment


def _incomplete(environment: Environment) -> Iterator[str]:
    has_keys = environment.stripe_api_key and environment.stripe_webhook_secret
    if environment.card_gateway == "stripe" and not has_keys:
        yield "STRIPE_API_KEY and STRIPE_WEBHOOK_SECRET must be set where PAYMENT_GATEWAY is stripe."


def _unsafe(environment: Environment) -> list[str]:
    return [*_unsafe_keys(environment), *_unsafe_addresses(environment), *_unsafe_ways(environment)]


def _unsafe_keys(environment: Environment) -> Iterator[str]:
    keys = {"SECRET_KEY": environment.secret_key, "AUDIT_KEY": environment.audit_key}
    for name, key in keys.items():
        if key == DEMO_KEY or len(key) < SHORTEST_KEY:
            yield f"{name} must be set to a secret of at least {SHORTEST_KEY} characters."
    if environment.secret_key == environment.audit_key != DEMO_KEY:
        yield "AUDIT_KEY must differ from SECRET_KEY, so that one can change without the other."


def _unsafe_addresses(environment: Environment) -> Iterator[str]:
    if not environment.allowed_hosts or "*" in environment.allowed_hosts:
        yield "ALLOWED_HOSTS must name the hosts that serve this site, and * is none."
    if not environment.has_https and not environment.serves_this_machine_alone:
        yield (
            "BASE_URL must be the address people open and begin with https://, such as "
            "https://callout.example.com."
        )
    if not all(origin.startswith("https://") for origin in environment.csrf_trusted_origins):
        yield "CSRF_TRUSTED_ORIGINS must each begin with https://."


def _unsafe_ways(environment: Environment) -> Iterator[str]:
    if environment.debug:
        yield "DEBUG must be off in production."
    if environment.fault:
        yield "CALLOUT_FAULT must be unset in production: it ends processes on purpose."
    if environment.serves_this_machine_alone:
        return
    if environment.demo_accounts:
        yield "DEMO_ACCOUNTS must be off where others than this machine are served."
    if environment.card_gateway == "test":
        yield "PAYMENT_GATEWAY must not be test in production: nobody pays anything there."
    if not environment.email_url:
        yield "EMAIL_URL must name the server that sends mail."
