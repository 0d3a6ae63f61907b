"""Who finds what of a person: see addons/base/testing/access.py."""

from __future__ import annotations

from typing import Any

from addons.accounts.models import Address, ApiToken
from addons.base.testing.access import STAFF, Cells

ADMINISTRATOR = {"administrator"}
OWN = {"customer"}


def things(people: dict[str, Any], made: dict[str, Any]) -> dict[str, Any]:
    customer = people["customer"]
    place = {"label": "Home", "line": "12 Main Street", "area": "Karol Bagh", "city": "Delhi"}
    ApiToken.objects.issue(user=customer, name="Phone")
    return {
        "person": customer,
        "address": Address.objects.create(
            user=customer, latitude="28.6139", longitude="77.2090", **place
        ),
        "token": ApiToken.objects.get(user=customer),
    }


PAGES = {
    "accounts/addresses/<int:pk>/": Cells("address", OWN),
    "accounts/addresses/<int:pk>/remove/": Cells("address", OWN),
    "accounts/tokens/<int:pk>/revoke/": Cells("token", OWN),
    **{
        f"admin/users/{page}/<int:pk>/": Cells("person", ADMINISTRATOR, knows=STAFF)
        for page in ("edit", "delete", "history", "history-results", "usage")
    },
}
