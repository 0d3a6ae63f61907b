"""The limit for what is read over HTTP: a Django with hardly any middleware that asks nobody who
they are and answers with what one statement found."""

from __future__ import annotations

import os

import dj_database_url
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection, transaction
from django.http import HttpRequest, JsonResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

COLUMNS = "id, state, description, address, scheduled_at, total, customer_id, provider_id, version"


def rows(statement: str, *parameters: object) -> JsonResponse:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        names = [column[0] for column in cursor.description]
        found = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return JsonResponse(found, safe=False)


def listed(request: HttpRequest) -> JsonResponse:
    return rows(f"SELECT {COLUMNS} FROM jobs_job ORDER BY id DESC LIMIT 50")


def record(request: HttpRequest, pk: int) -> JsonResponse:
    """A record's 30 events; the record itself would be one row more."""
    return rows(
        "SELECT id, transition, previous_state, new_state, actor_id, at, reason FROM base_event "
        "WHERE record_type = 'jobs.job' AND record_id = %s ORDER BY sequence DESC",
        str(pk),
    )


def board(request: HttpRequest) -> JsonResponse:
    states = ("pending", "assigned", "in_progress", "completed", "cancelled")
    lane = (
        "(SELECT id, state, customer_id, provider_id, category_id, total, scheduled_at, (SELECT "
        "count(*) FROM (SELECT 1 FROM jobs_job WHERE state = %s LIMIT 10001) c) AS count "
        "FROM jobs_job WHERE state = %s ORDER BY id DESC LIMIT 20)"
    )
    statement = " UNION ALL ".join(f"SELECT * FROM {lane} l{n}" for n, _ in enumerate(states))
    return rows(statement, *(state for state in states for _ in range(2)))


def change(request: HttpRequest, pk: int) -> JsonResponse:
    """A guarded change with its event and its history row."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT version FROM dummy_parcel WHERE id = %s", [pk])
        at = cursor.fetchone()[0]
        cursor.execute(
            "UPDATE dummy_parcel SET weighed = weighed + 1 WHERE id = %s AND version = %s", [pk, at]
        )
        for table in ("base_clockoffset", "base_clockoffset"):
            cursor.execute(f"INSERT INTO {table} (seconds) VALUES (%s)", [pk])
    return JsonResponse({"id": pk})


urlpatterns = [
    path("change/<int:pk>", csrf_exempt(change)),
    path("board", board),
    path("list", listed),
    path("record/<int:pk>", record),
]

DATABASE = dict(dj_database_url.parse(os.environ["DATABASE_URL"], conn_max_age=60))
if DATABASE["ENGINE"].endswith("sqlite3"):
    # Who reads first and then writes would find the database locked.
    DATABASE["OPTIONS"] = {"transaction_mode": "IMMEDIATE", "timeout": 20}

settings.configure(
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF="bare_pages",
    # Says how long an answer is, without which no connection is kept.
    MIDDLEWARE=["django.middleware.common.CommonMiddleware"],
    USE_TZ=True,
    DATABASES={"default": DATABASE},
)
application = get_wsgi_application()
