"""Who wants to be told what which way. What is locked reaches everybody."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from .models import Preference
from .points import CHANNELS, NOTICES, Channel, Notice


@dataclass(frozen=True)
class Choice:
    """One box on the page of preferences."""

    notice: Notice
    channel: Channel
    wanted: bool

    @property
    def is_locked(self) -> bool:
        return self.channel.key in self.notice.locked

    @property
    def name(self) -> str:
        return f"{self.notice.key}:{self.channel.key}"


def wanted_channels(notice: Notice, user: Any) -> list[str]:
    """The channels by which the person is told, in the order they are registered."""
    chosen = dict(
        Preference.objects.filter(user=user, notice=notice.key).values_list("channel", "wanted")
    )
    return [choice.channel.key for choice in _choices(notice, chosen) if choice.wanted]


def choices_of(user: Any) -> Iterator[tuple[Notice, list[Choice]]]:
    """Every notice that may concern the person, with a choice per channel."""
    chosen: dict[str, dict[str, bool]] = {}
    for row in Preference.objects.filter(user=user):
        chosen.setdefault(row.notice, {})[row.channel] = row.wanted
    for notice in NOTICES.values():
        if notice.concerns(user):
            yield notice, list(_choices(notice, chosen.get(notice.key, {})))


def choose(user: Any, wanted: Iterable[str]) -> None:
    """Remember which of the choices, by their names, the person wants; the others they do not."""
    names = set(wanted)
    with transaction.atomic():
        for _notice, choices in choices_of(user):
            for choice in choices:
                if not choice.is_locked and (choice.name in names) != choice.wanted:
                    Preference.objects.update_or_create(
                        user=user,
                        notice=choice.notice.key,
                        channel=choice.channel.key,
                        defaults={"wanted": not choice.wanted},
                    )


def _choices(notice: Notice, chosen: dict[str, bool]) -> Iterator[Choice]:
    for channel in CHANNELS.values():
        usual = channel.key in notice.channels
        wanted = chosen.get(channel.key, usual)
        yield Choice(notice, channel, wanted or channel.key in notice.locked)
