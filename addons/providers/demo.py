"""The demo's providers: they applied, were checked, and said when and where they work."""

from __future__ import annotations

from django.contrib.auth.hashers import make_password
from django.db import transaction

from fixtures import read
from fixtures.workers import make_worker

from .models import Provider
from .points import recount_ratings


def make(*, scale: float) -> str:
    content, password = read("providers"), make_password("demo")
    for row in content["provider"]:
        make_worker(row, hours=content["hours"][row["hours"]], password=password)
    return f"{len(content['provider'])} providers"


def count_again() -> None:
    """Copies of what customers said count as well."""
    for provider in Provider.objects.order_by("pk"):
        with transaction.atomic():
            recount_ratings(provider)
