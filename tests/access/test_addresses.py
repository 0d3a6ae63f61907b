"""Every address that leads to something × every role × own, foreign and missing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest

from addons.base.testing.access import (
    OUTSIDERS,
    STAFF,
    Cells,
    addresses_with_parameters,
    roles,
)
from tests.access.asking import Asker, addresses_of, differences, told
from tests.access.tables import merged, tables

# The roles whose columns the tables have are seeded there.
pytestmark = [pytest.mark.needs("accounts"), pytest.mark.django_db]

# What somebody is told who finds nothing: where to sign in, that there is nothing, or that the
# question is wrong, whatever it is about.
NOTHING = {302, 400, 401, 403, 404, 405}
# Each role asks more than a thousand times: these in the quick run, the others in the whole one.
AT_ONCE = {"anonymous", "customer"}


def each(names: Iterable[str]) -> list[Any]:
    return [pytest.param(n, marks=[] if n in AT_ONCE else pytest.mark.slow) for n in names]


def wagtails(route: str) -> str | None:
    """The thing that one of Wagtail's own pages leads to."""
    rows = merged("WAGTAIL")
    prefixes = [prefix for prefix in rows if route.startswith(prefix)]
    return rows[max(prefixes, key=len)] if prefixes else None


def test_every_address_with_a_parameter_stands_in_a_table() -> None:
    known = {*merged("PAGES"), *merged("OPEN")}
    unknown = [
        route
        for route, pattern in addresses_with_parameters().items()
        if route not in known
        and not (pattern.callback.__module__.startswith("wagtail.") and wagtails(route))
    ]
    assert not unknown, "no access.py says who finds what at: " + ", ".join(unknown)


def test_tables_name_no_address_that_is_gone() -> None:
    there = set(addresses_with_parameters())
    gone = {*merged("PAGES"), *merged("OPEN")} - there
    gone |= {prefix for prefix in merged("WAGTAIL") if not any(r.startswith(prefix) for r in there)}
    assert not gone


def test_tables_name_only_roles_that_there_are() -> None:
    named = {role for table in tables() for row in table.PAGES.values() for role in row.finds}
    assert named <= set(roles())


@pytest.fixture
def refusals(request: pytest.FixtureRequest, role: str) -> None:
    """Drawn whole for the roles of the quick run, plain for the others."""
    if role not in AT_ONCE:
        request.getfixturevalue("plain_refusals")


@pytest.mark.usefixtures("refusals")
@pytest.mark.parametrize("role", each(roles()))
def test_everybody_finds_what_is_theirs_and_nothing_else(
    role: str, people: dict[str, Any], world: dict[str, Any]
) -> None:
    asker = Asker(people[role])
    wrong = [
        sentence
        for route, cells in merged("PAGES").items()
        for sentence in faults(asker, role, route, cells, world)
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("role", each(OUTSIDERS))
def test_wagtails_pages_tell_outsiders_nothing(
    role: str, people: dict[str, Any], world: dict[str, Any]
) -> None:
    asker = Asker(people[role])
    wrong = []
    for route in set(addresses_with_parameters()) - set(merged("PAGES")) - set(merged("OPEN")):
        cells = Cells(wagtails(route) or "", finds=set(), given={"spec": "width-10"})
        wrong += faults(asker, role, route, cells, world)
    assert not wrong, "\n".join(wrong)


def methods(role: str, cells: Cells) -> tuple[str, ...]:
    """Which are tried: one of the staff who find it stands for all in what they send there."""
    one_of_many = role in cells.finds and role in STAFF - {"administrator"}
    return ("get",) if one_of_many else ("get", "post")


def faults(asker: Asker, role: str, route: str, cells: Cells, world: dict[str, Any]) -> list[str]:
    """What one role is answered at one address that the table does not say."""
    here, gone = addresses_of(route, cells, world.get(cells.thing))
    found = []
    for method in methods(role, cells):
        ours, missing = asker.ask(method, here), asker.ask(method, gone)
        name = f"{role} · {method} {here}"
        if max(ours.status_code, missing.status_code) >= 500:
            found.append(f"{name}: {ours.status_code}, missing {missing.status_code}")
        elif role in cells.finds:
            if method == "get" and ours.status_code != cells.get:
                found.append(f"{name}: {ours.status_code} instead of {cells.get}")
        elif ours.status_code not in NOTHING:
            found.append(f"{name}: {ours.status_code}, it should not be there")
        elif role in cells.knows:
            continue
        elif unlike := differences(told(ours, here), told(missing, gone)):
            found.append(f"{name}: not as if it were missing: {unlike}")
    return found
