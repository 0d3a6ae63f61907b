"""Every socket and every topic that names a thing × every role × own, foreign and missing."""

from __future__ import annotations

from typing import Any

import pytest

from addons.base.live.topics import COLLECTIONS, PERSON, grants
from addons.base.points import FLOWS, SOCKETS, TOPICS
from addons.base.surfaces.ws import RecordConsumer
from addons.base.testing.access import PARAMETER, Cells, roles
from addons.base.workflow.errors import NotFound
from tests.access.asking import missing
from tests.access.tables import merged

# The roles whose columns the tables have are seeded there.
pytestmark = [pytest.mark.needs("accounts"), pytest.mark.django_db]

# One's own, and what tells staff of a whole type; their rules are tested in tests/live/test_topics.py.
NAMELESS = {PERSON, *COLLECTIONS}


def test_every_socket_with_a_parameter_stands_in_a_table() -> None:
    assert {path for path in SOCKETS if PARAMETER.search(path)} == set(merged("SOCKETS"))


def test_every_topic_stands_in_a_table() -> None:
    assert {*FLOWS, *TOPICS} - NAMELESS == set(merged("TOPICS"))


@pytest.mark.parametrize("role", roles())
def test_topics_are_heard_by_those_who_find_the_thing(
    role: str, people: dict[str, Any], world: dict[str, Any]
) -> None:
    wrong = []
    for kind, cells in merged("TOPICS").items():
        here, gone = (f"{kind}:{key}" for key in keys_of(cells, world))
        # One that is about no thing has a key that its addon reads as it likes.
        asked = [here, gone] if cells.thing else [here]
        heard = set(grants(people[role], asked))
        if heard != ({here} if role in cells.finds else set()):
            wrong.append(f"{role} · {kind}: heard {heard}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("role", roles())
def test_sockets_open_for_those_who_find_the_thing(
    role: str, people: dict[str, Any], world: dict[str, Any]
) -> None:
    """The close codes themselves are tested with real connections, beside each socket."""
    wrong = []
    for path, cells in merged("SOCKETS").items():
        consumer = SOCKETS[path]
        assert issubclass(consumer, RecordConsumer), path
        here, gone = keys_of(cells, world)
        found = [key for key in (here, gone) if finds(consumer, key, people[role])]
        if found != ([here] if role in cells.finds else []):
            wrong.append(f"{role} · {path}: finds {found}")
    assert not wrong, "\n".join(wrong)


def keys_of(cells: Cells, world: dict[str, Any]) -> tuple[Any, Any]:
    key = world[cells.thing].pk if cells.thing else "north"
    return key, missing(key)


def finds(consumer: type[RecordConsumer], key: Any, person: Any) -> bool:
    socket = consumer()
    socket.scope = {"url_route": {"kwargs": {"pk": key}}}
    try:
        return socket.find(person).pk == key
    except NotFound:
        return False
