"""What may be subscribed to, by whom, and what they missed. Reading has the API's one source."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from django.core.exceptions import ValidationError

from .. import clock
from ..events.model import Event
from ..events.tail import BATCH
from ..points import FLOWS, TOPICS
from ..registry import RegistryError
from ..workflow.actors import may
from .messages import Sight

if TYPE_CHECKING:
    from ..models.record import Record, RecordQuerySet

logger = logging.getLogger(__name__)

PERSON: Final = "user"
# One for each record type: `list:<type>` and `board:<type>`.
COLLECTIONS: Final = ("list", "board")
# More missed than this is told as one `resync`.
MOST_REPLAYED: Final = 500
# Longer than a page takes from being drawn to subscribing.
LATELY: Final = timedelta(seconds=5)
LARGEST_KEY: Final = 2**63 - 1


@dataclass(frozen=True)
class Grant:
    """A topic that may be heard: how much of it and, for a record, where its stream stands."""

    sight: Sight
    head: int | None = None


def grants(user: Any, names: Iterable[str]) -> dict[str, Grant]:
    """Those of the topics that the user may hear. One query for each record type."""
    granted: dict[str, Grant] = {}
    records: defaultdict[str, list[str]] = defaultdict(list)
    for name in names:
        kind, _, key = name.partition(":")
        if kind in FLOWS:
            records[kind].append(key)
        elif grant := _grant(user, kind, key):
            granted[name] = grant
    for record_type, keys in records.items():
        granted |= _record_grants(user, record_type, keys)
    return granted


def still_granted(user: Any, names: Iterable[str]) -> dict[str, Sight]:
    """Those that may still be heard, and how much of them. Costs no query for who sees all."""
    names = list(names)
    for_all = {kind for kind in map(kind_of, names) if kind in FLOWS and _reads_all(user, kind)}
    known = {name: Sight.ALL for name in names if kind_of(name) in for_all}
    asked = grants(user, (name for name in names if name not in known))
    return known | {name: grant.sight for name, grant in asked.items()}


def _reads_all(user: Any, record_type: str) -> bool:
    """Staff who read every record of the type with its whole history."""
    flow = FLOWS[record_type]
    is_reader = user.is_staff and may(user, flow.flow.history_permission)
    return is_reader and sees_all(flow.model.objects.visible_to(user))


def _grant(user: Any, kind: str, key: str) -> Grant | None:
    if kind == PERSON:
        return Grant(Sight.ALL) if key == str(user.pk) else None
    if kind in COLLECTIONS:
        return _collection_grant(user, key) if key in FLOWS else None
    topic = TOPICS.get(kind)
    try:
        # What its events are about is not known to be readable: that something changed, no more.
        return Grant(Sight.CHANGES) if topic and topic.may_hear(user, key) else None
    except Exception:
        logger.exception("The topic %s could not say who may hear it; nobody does", kind)
        return None


def _collection_grant(user: Any, record_type: str) -> Grant | None:
    """Staff who read the type's history; its records by name only to those who see every one."""
    if not user.is_staff or not may(user, FLOWS[record_type].flow.history_permission):
        return None
    return Grant(Sight.ALL if _reads_all(user, record_type) else Sight.CHANGES)


def sees_all(records: RecordQuerySet) -> bool:
    """Whether nothing narrows the queryset."""
    query = records.query
    return not (query.where or query.combinator or query.is_sliced)


def _record_grants(user: Any, record_type: str, keys: list[str]) -> dict[str, Grant]:
    flow = FLOWS[record_type]
    known = [pk for key in keys if (pk := key_of(flow.model, key)) is not None]
    records = flow.model.objects.visible_to(user).filter(pk__in=known) if known else []
    return {record.topic: Grant(sight_of(user, record), record.version) for record in records}


def key_of(model: type[Record], key: str) -> Any:
    """The primary key that is written so, and in no other way."""
    try:
        pk = model._meta.pk.to_python(key)
    except ValidationError:
        return None
    if str(pk) != key or (isinstance(pk, int) and abs(pk) > LARGEST_KEY):
        return None
    return pk


def sight_of(user: Any, record: Record) -> Sight:
    """As much of the stream as the record's status history shows."""
    flow = record.flow.flow
    if may(user, flow.history_permission, record):
        return Sight.ALL
    if may(user, flow.party_permission, record):
        return Sight.TRANSITIONS
    return Sight.CHANGES


def missed(topic: str, *, after: int) -> list[Event]:
    """The events of a record's stream after the sequence; one more than are ever replayed."""
    record_type, _, record_id = topic.partition(":")
    stream = Event.objects.filter(record_type=record_type, record_id=record_id)
    return list(stream.filter(sequence__gt=after).order_by("sequence")[: MOST_REPLAYED + 1])


def changed_lately(names: Iterable[str]) -> set[str]:
    """Those of the topics without a sequence that something happened on moments ago: a page may
    have been drawn before it and subscribe after it."""
    wanted = set(names)
    if not wanted:
        return wanted
    newest = Event.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    recent = Event.objects.filter(pk__gt=newest - BATCH, at__gt=clock.now() - LATELY)
    kinds = set(map(kind_of, wanted)) & set(TOPICS)
    heard = (topic for e in recent for topic in (*collections_of(e), *topics_of(e, kinds)))
    return wanted.intersection(heard)


def collections_of(event: Event) -> list[str]:
    """The lists and boards of its type."""
    return [f"{name}:{event.record_type}" for name in COLLECTIONS]


def topics_of(event: Event, kinds: Iterable[str]) -> Iterator[str]:
    """The topics of addons, among the kinds, that hear it. May ask the database."""
    for kind in kinds:
        of_event = TOPICS[kind].of_event
        if of_event is not None:
            yield from (f"{kind}:{key}" for key in of_event(event))


def kind_of(topic: str) -> str:
    """`user` of `user:5`, and the record type of a record's topic."""
    return topic.partition(":")[0]


def check_topics() -> None:
    """At start-up: an addon's topic takes no name that the kernel gives a meaning."""
    for name in TOPICS:
        if name in {PERSON, *COLLECTIONS} or name in FLOWS or ":" in name:
            raise RegistryError(
                f"Addon {TOPICS.owner(name)} registers the live topic {name!r}, which is taken or "
                "has a colon; rename it."
            )
