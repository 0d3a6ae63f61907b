"""Many booked jobs with those who booked, did and watch them, built past the doors: it is the
reading that is measured."""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from itertools import islice
from typing import Any

import figures
from figures import short
from ground import analyze

JOBS = 50_000
CUSTOMERS = 1_500
PROVIDERS = 500
HISTORY = 30
BATCH = 5_000
# How many of a hundred jobs stand where, in a business that has run for a while.
SHARES = {"pending": 4, "assigned": 6, "in_progress": 5, "completed": 75, "cancelled": 10}


@dataclass(frozen=True)
class Town:
    """The header by which each sort of caller is known, and a job with a long history."""

    customer: str
    dispatcher: str
    cookie: str
    watched: Any


def options_of(text: str | None, **more: int) -> argparse.Namespace:
    """The options of a script over jobs; each of `more` is a number with its usual value."""
    parser = figures.parser(text)
    for name, usual in {"jobs": short(JOBS, 2_000), "rounds": short(5, 1), **more}.items():
        parser.add_argument(f"--{name}", type=int, default=usual)
    return parser.parse_args()


def build(jobs: int = JOBS) -> Town:
    from addons.catalog.models import ServiceCategory
    from addons.jobs.models import Job
    from addons.providers.models import Provider

    for number in range(10):
        ServiceCategory.objects.create(name=f"Service {number}", slug=f"service-{number}")
    people = insert(people_model(), (a_person(n) for n in range(CUSTOMERS + PROVIDERS)))
    providers = insert(Provider, (a_provider(person) for person in people[:PROVIDERS]))
    rng = random.Random(1)
    categories = list(ServiceCategory.objects.all())
    insert(Job, (a_job(rng, people[PROVIDERS:], providers, categories) for _ in range(jobs)))
    add_what_hangs_on()
    dispatcher = a_dispatcher()
    town = Town(
        customer=bearer_of(people[-1]),
        dispatcher=bearer_of(dispatcher),
        cookie=cookie_of(dispatcher),
        watched=with_history(Job.objects.filter(state="completed").first(), dispatcher),
    )
    analyze()
    return town


def insert(model: Any, rows: Iterable[Any]) -> list[Any]:
    made: list[Any] = []
    waiting = iter(rows)
    while batch := list(islice(waiting, BATCH)):
        made += model._base_manager.bulk_create(batch)
    return made


# --- who ---------------------------------------------------------------------------------------


def people_model() -> Any:
    from django.contrib.auth import get_user_model

    return get_user_model()


def a_person(number: int) -> Any:
    return people_model()(
        name=f"Person {number}",
        email=f"{number}@example.com",
        phone=f"+9198{number:08d}",
        password="!",
    )


def a_dispatcher() -> Any:
    """Staff with the second factor that production asks for."""
    from allauth.mfa.models import Authenticator
    from django.contrib.auth.models import Group

    person = people_model().objects.create(
        name="Dispatcher", email="dispatcher@example.com", is_staff=True
    )
    group, _made = Group.objects.get_or_create(name="dispatcher")
    person.groups.add(group)
    Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={})
    return person


def a_provider(person: Any) -> Any:
    from addons.providers.models import Provider

    return Provider(
        user=person, display_name=f"Provider {person.pk}", duty="on_duty", **head("verified")
    )


def bearer_of(person: Any) -> str:
    from addons.accounts.models import ApiToken

    return f"Authorization: Bearer {ApiToken.objects.issue(user=person, name='Bench')}"


def cookie_of(person: Any) -> str:
    from django.test import Client

    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return f"Cookie: sessionid={client.cookies['sessionid'].value}"


# --- what --------------------------------------------------------------------------------------


def head(state: str) -> dict[str, Any]:
    """The columns that the doors would have set."""
    from addons.base import clock

    now = clock.now()
    return {"state": state, "state_since": now, "created_at": now, "updated_at": now}


def a_job(rng: random.Random, people: list[Any], providers: list[Any], categories: Any) -> Any:
    from addons.base import clock

    [state] = rng.choices([*SHARES], [*SHARES.values()])
    job = a_job_for(rng.choice(people), rng.choice(providers), rng.choice(categories), state)
    job.scheduled_at = clock.now() + timedelta(hours=rng.randrange(-500, 50))
    job.total = Decimal(rng.randrange(200, 2_000))
    return job


def a_job_for(customer: Any, provider: Any, category: Any, state: str) -> Any:
    from addons.jobs.models import Job

    line = {"description": "Visit", "quantity": 1, "unit_price": "500.00", "amount": "500.00"}
    return Job(
        category=category,
        customer=customer,
        provider=provider,
        description="The tap in the kitchen drips since yesterday.",
        address="12 Lake Road",
        area="Indiranagar",
        latitude="12.978400",
        longitude="77.640800",
        duration_minutes=60,
        payment_method="cash",
        lines=[line | {"tax_rate": "18", "tax": "90.00"}],
        subtotal="500.00",
        tax="90.00",
        total=Decimal("590.00"),
        **head(state),
    )


def add_what_hangs_on() -> None:
    """An offer for each job that was not cancelled, a work session where somebody took it."""
    from addons.jobs.models import Job, Offer, WorkSession

    jobs = list(Job.objects.exclude(state="cancelled").only("state", "provider_id", "customer_id"))
    insert(Offer, (an_offer(job) for job in jobs))
    insert(WorkSession, (a_session(job) for job in jobs if job.state != "pending"))


def an_offer(job: Any) -> Any:
    from addons.base import clock
    from addons.jobs.models import Offer

    state = "open" if job.state == "pending" else "accepted"
    expires_at = clock.now() + timedelta(hours=1)
    return Offer(job=job, provider_id=job.provider_id, expires_at=expires_at, **head(state))


def a_session(job: Any) -> Any:
    from addons.base import clock
    from addons.jobs.models import WorkSession

    state = "completed" if job.state == "completed" else "active"
    sides = {"customer_id": job.customer_id, "provider_id": job.provider_id}
    return WorkSession(job=job, started_at=clock.now(), **sides, **head(state))


def with_history(job: Any, dispatcher: Any) -> Any:
    """The job after so many steps, set by hand because no way through its flow is that long."""
    from addons.base.workflow import Door
    from addons.base.workflow.doors import override

    for number in range(HISTORY):
        state = ("cancelled", "completed")[number % 2]
        job = override(job, state=state, actor=dispatcher, notes="Again", via=Door.COMMAND)
    return job


def multiply(times: int, model: Any, **changed: Any) -> None:
    """So many times as many rows, copied inside the database with some columns changed."""
    from django.db import connection

    fields = [f for f in model._meta.concrete_fields if not f.primary_key]
    columns = ", ".join(f'"{field.column}"' for field in fields)
    values = ", ".join("%s" if f.name in changed else f't."{f.column}"' for f in fields)
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH RECURSIVE n(number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM n "
            f"WHERE number < {times - 1}) INSERT INTO {table} ({columns}) "
            f"SELECT {values} FROM {table} t CROSS JOIN n",
            [changed[f.name] for f in fields if f.name in changed],
        )
    analyze()
