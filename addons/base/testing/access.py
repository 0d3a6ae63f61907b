"""The words of the access tables: who finds what at an address that leads to one thing.

An addon's table is `tests/access.py` in its folder:

    def things(people, made): return {"parcel": pack(people["customer"])}

    PAGES = {"parcels/<int:pk>/": Cells("parcel", finds={"customer", "carrier"})}
    SOCKETS = {"parcel/<int:pk>/": Cells("parcel", finds={"customer", "carrier"})}
    TOPICS = {"dummy.parcel": Cells("parcel", finds={"customer", "carrier"})}

Who is not named finds nothing: the answer is the one for a missing thing, byte for byte. What takes
a parameter and stands in no table fails the build.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field, replace
from typing import Any, Final

from django.urls import URLPattern, URLResolver, get_resolver

from ..points import RESOURCES, ROLES
from ..workflow.actors import Door
from ..workflow.compose import flow_of

# The two whose things they are, a stranger of each kind, and nobody.
OUTSIDERS: Final = ("anonymous", "customer", "other_customer", "provider", "other_provider")
EVERYBODY: Final = frozenset({*OUTSIDERS, *ROLES})
SIGNED_IN: Final = EVERYBODY - {"anonymous"}
STAFF: Final = frozenset(ROLES)

PARAMETER: Final = re.compile(
    r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>(?:[^()]|\([^)]*\))*\)|(\([^?][^()]*\))"
)


@dataclass(frozen=True)
class Cells:
    """One row: the thing (a name of `things`) and the roles that find it, each with its GET's answer.

    `knows` do not find it there, but may learn that it exists. `given` fills parameters that are no
    key; without a key among them the last one is what may be missing.
    """

    thing: str
    finds: Set[str]
    get: int = 200
    knows: Set[str] = frozenset()
    given: Mapping[str, str] = field(default_factory=dict)


Table = dict[str, Cells]


def console_of(
    prefix: str,
    cells: Cells,
    *,
    key: str = "int",
    creates: Set[str] = frozenset(),
    acts: Set[str] = frozenset(),
    edits: Set[str] = frozenset(),
    overrides: Set[str] = frozenset(),
) -> Table:
    """The console's pages of a record type. `cells.given` names a state and a transition.

    `creates` open the page of a new one, `acts` the transition's, `edits` and `overrides` those of
    that name.
    """
    one = f"<{key}:pk>/"
    own = {"part": "main", "field": "none"} | dict(cells.given)
    cells = replace(cells, given=own)
    rows = {
        one: cells,
        f"{one}part/<slug:part>/": cells,
        f"{one}do/<slug:transition>/": replace(cells, finds=acts),
        f"{one}do/<slug:transition>/choices/<slug:field>/": replace(cells, finds=acts, get=404),
        f"{one}edit/": replace(cells, finds=edits),
        f"{one}edit/choices/<slug:field>/": replace(cells, finds=edits, get=404),
        f"{one}override/": replace(cells, finds=overrides),
        f"{one}notes/": cells,
        f"{one}history/": cells,
        f"board/moves/{one}": cells,
        "board/lane/<slug:state>/": cells,
        # Who may is asked for each of the records.
        "bulk/<slug:transition>/": replace(cells, finds=cells.finds if acts else set()),
        "new/choices/<slug:field>/": replace(cells, finds=creates, get=404),
        "views/<int:view_pk>/forget/": replace(cells, thing="saved_view", get=405),
    }
    return {f"admin/{prefix}/{rest}": row for rest, row in rows.items()}


def rest_of(name: str, cells: Cells, *, key: str = "int") -> Table:
    """The API's addresses of a resource, as its flow makes them."""
    resource = RESOURCES[name]
    flow = flow_of(resource.model)
    own = [spec for spec in flow.transitions.values() if Door.REST in spec.doors]
    one = f"api/v1/{resource.path}/<{key}:id>/"
    rows = {f"{one}{rest}": cells for rest in ("", "transitions/", "status-history/")}
    for spec in own:
        if not spec.creates:
            rows[f"{one}{spec.path}/"] = replace(cells, get=405)
    if flow.flow.notes:
        rows[f"{one}notes/"] = cells
    if flow.flow.override_permission:
        rows[f"{one}update-status/"] = replace(cells, get=405)
    return rows


def roles() -> list[str]:
    """Everybody whom each address is tried as."""
    return [*OUTSIDERS, *ROLES]


def addresses_with_parameters() -> dict[str, URLPattern]:
    """Every pattern of the URLconf that takes a parameter, spelled from the root."""
    every = _walk(get_resolver())
    return {route: pattern for route, pattern in every if PARAMETER.search(route)}


def _walk(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in resolver.url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern, route)
        else:
            yield route, pattern


def parameters_of(route: str) -> list[str]:
    """The names of the route's parameters, from left to right; one without a name has none."""
    return ["".join(filter(None, match.groups()[:2])) for match in PARAMETER.finditer(route)]


def filled(route: str, values: list[Any]) -> str:
    """The address, its parameters filled in from left to right."""
    left = iter(values)
    path = PARAMETER.sub(lambda _match: str(next(left)), route)
    return "/" + re.sub(r"[\^$\\]", "", path).lstrip("/")
