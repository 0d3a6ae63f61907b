"""The demo's people: the office and those who book. Everybody's password is `demo`."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from fixtures import read

from .models import Address, User
from .roles import set_roles


def make(*, scale: float) -> str:
    # One hash for all: hashing is slow on purpose, and this password is no secret.
    password = make_password("demo")
    staff, customers = read("staff")["staff"], read("customers")["customer"]
    for row in staff:
        member = make_person(row, password, is_superuser=row["role"] == "administrator")
        set_roles(member, row["role"])
    for row in customers:
        customer = make_person(row, password)
        for number, place in enumerate(row["addresses"]):
            make_address(customer, place, is_default=number == 0)
    return f"{len(staff)} in the office, {len(customers)} customers"


def make_person(row: dict[str, Any], password: str, **more: Any) -> User:
    person = User(
        email=row["email"],
        name=row["name"],
        phone=row["phone"],
        language=row.get("language", "en"),
        password=password,
        **more,
    )
    person.save()
    EmailAddress.objects.create(user=person, email=person.email, primary=True, verified=True)
    return person


def make_address(customer: User, place: dict[str, Any], *, is_default: bool) -> None:
    latitude, longitude = place["position"]
    Address.objects.create(
        user=customer,
        label=place["label"],
        line=place["line"],
        area=place["area"],
        city="Delhi",
        postcode=place["pincode"],
        latitude=latitude,
        longitude=longitude,
        is_default=is_default,
    )
