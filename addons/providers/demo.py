"""The demo's providers: they applied, were checked, and said when and where they work."""

from __future__ import annotations

from django.contrib.auth.hashers import make_password

from fixtures import read
from fixtures.workers import make_worker


def make(*, scale: float) -> str:
    content, password = read("providers"), make_password("demo")
    for row in content["provider"]:
        make_worker(row, hours=content["hours"][row["hours"]], password=password)
    return f"{len(content['provider'])} providers"
