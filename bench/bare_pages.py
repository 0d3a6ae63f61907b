"""The limit for what is read over HTTP: a Django that has no middleware, asks nobody who they are
and answers with what one statement found."""

from __future__ import annotations

import os

import dj_database_url
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.urls import path

COLUMNS = "id, state, description, address, scheduled_at, total, customer_id, provider_id, version"


def rows(statement: str, *parameters: object) -> JsonResponse:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        names = [column[0] for column in cursor.description]
        found = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    response = JsonResponse(found, safe=False)
    # What Django's own middleware would add.
    response.headers["Content-Length"] = str(len(response.content))
    return response


def listed(request: HttpRequest) -> JsonResponse:
    return rows(f"SELECT {COLUMNS} FROM jobs_job ORDER BY id DESC LIMIT 50")


def record(request: HttpRequest, pk: int) -> JsonResponse:
    """A record's 30 events; the record itself would be one row more."""
    return rows(
        "SELECT id, transition, previous_state, new_state, actor_id, at, reason FROM base_event "
        "WHERE record_type = 'jobs.job' AND record_id = %s ORDER BY sequence DESC",
        str(pk),
    )


urlpatterns = [path("list", listed), path("record/<int:pk>", record)]

settings.configure(
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF="bare_pages",
    USE_TZ=True,
    DATABASES={"default": dj_database_url.parse(os.environ["DATABASE_URL"], conn_max_age=60)},
)
application = get_wsgi_application()
