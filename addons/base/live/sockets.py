"""The kernel's own sockets: what pages follow, and what a person is told."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field, replace
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from ..events.model import Event
from ..surfaces.ws import PersonConsumer
from ..workflow.arguments import LineForm, Lines
from ..workflow.errors import DoorError, Forbidden, NotFound
from .messages import Heard, Said, Sight
from .presence import BEATS, VIEWERS, Activity, Beat
from .topics import (
    MOST_REPLAYED,
    PERSON,
    Grant,
    changed_lately,
    grants,
    missed,
    still_granted,
)

MOST_TOPICS: Final = 100
VIEWING, EDITING, GONE = Activity.VIEWING, Activity.EDITING, Activity.GONE


class TopicForm(LineForm):
    name = forms.CharField(max_length=200)
    after = forms.IntegerField(min_value=0, max_value=2**62, required=False)


class SubscribeMessage(forms.Form):
    topics = Lines(TopicForm, max_lines=MOST_TOPICS)


class UnsubscribeMessage(forms.Form):
    topics = Lines(TopicForm, max_lines=MOST_TOPICS)


class PresenceMessage(forms.Form):
    topic = forms.CharField(max_length=200)
    state = forms.ChoiceField(choices=[(a.value, a.value) for a in (VIEWING, EDITING)])


class NotificationsSocket(PersonConsumer):
    """`/ws/notifications/`: what the signed-in person is told. They say nothing."""

    async def opened(self) -> None:
        self.join(f"{PERSON}:{self.user_id}")


@dataclass
class Subscription:
    """One topic on one socket. Until the replay is over, what is heard is held back."""

    sight: Sight = Sight.CHANGES
    last: int | None = None
    is_open: bool = False
    held: list[Heard] = field(default_factory=list)


class LiveSocket(PersonConsumer):
    """`/ws/live/`: a page subscribes to what it shows, and hears that it changed."""

    messages = {
        "subscribe": SubscribeMessage,
        "unsubscribe": UnsubscribeMessage,
        "presence": PresenceMessage,
    }

    async def opened(self) -> None:
        self.page = uuid.uuid4().hex
        self.subscriptions: dict[str, Subscription] = {}

    async def closed(self) -> None:
        for beat in list(self.process.presence.beats_of(self.page)):
            await self._beat(replace(beat, activity=GONE))

    # --- subscribing -------------------------------------------------------------------------

    async def on_subscribe(self, *, topics: list[dict[str, Any]]) -> None:
        wanted = {line["name"]: line["after"] for line in topics}
        if len(wanted | self.subscriptions) > MOST_TOPICS:
            raise DoorError(_("These are too many topics for one connection."))
        for name in wanted:
            # Before looking, so that nothing happens in between unheard.
            self.subscriptions[name] = Subscription()
            self.join(name)
        try:
            granted, replays, changed = await self.as_person(granted_and_missed, wanted)
        except Exception:
            for name in wanted:
                self._drop(name)
            raise
        for name, after in wanted.items():
            if grant := granted.get(name):
                after = 0 if name in changed else after
                self._open(name, grant, after, replays.get(name, []))
            else:
                self._drop(name)
                self.post({"type": "denied", "topic": name})

    def _open(self, name: str, grant: Grant, after: int | None, replay: list[Event]) -> None:
        subscription = self.subscriptions[name]
        subscription.sight, subscription.last = grant.sight, grant.head
        self.post({"type": "subscribed", "topic": name} | at_sequence(grant.head))
        if must_reload(grant, after, replay):
            self._resync(name, grant.head)
        elif replay:
            subscription.last = after
        subscription.is_open = True
        for event in replay if subscription.last == after else ():
            self._tell(subscription, Heard(name, event))
        for heard in subscription.held:
            self._tell(subscription, heard)
        subscription.held.clear()

    async def on_unsubscribe(self, *, topics: list[dict[str, Any]]) -> None:
        for line in topics:
            self._drop(line["name"])
            await self._go(line["name"])

    def _drop(self, name: str) -> None:
        self.subscriptions.pop(name, None)
        self.leave(name)
        self.leave(f"{VIEWERS}:{name}")

    # --- hearing -----------------------------------------------------------------------------

    def hear_event(self, heard: Heard) -> None:
        subscription = self.subscriptions[heard.topic]
        if subscription.is_open:
            self._tell(subscription, heard)
        elif len(subscription.held) < MOST_REPLAYED:
            subscription.held.append(heard)
        else:
            self.lose_track()

    def hear_message(self, said: Said) -> None:
        subscription = self.subscriptions.get(said.topic)
        # Who else is there is joined by right; a topic is open once the right to it is known.
        if subscription is None or subscription.is_open:
            super().hear_message(said)

    def _tell(self, subscription: Subscription, heard: Heard) -> None:
        if heard.is_own_record:
            sequence, last = heard.event.sequence, subscription.last or 0
            if sequence <= last:
                return
            subscription.last = sequence
            if sequence > last + 1:
                # Never a silent hole.
                self._resync(heard.topic, sequence)
                return
        self._outbox.put(heard.text(subscription.sight))

    def _resync(self, name: str, head: int | None) -> None:
        self.post({"type": "resync", "topic": name} | at_sequence(head))

    # --- rights that end ---------------------------------------------------------------------

    def recheck(self, user: Any) -> dict[str, Sight | None]:
        names = list(self.subscriptions)
        granted = still_granted(user, names)
        return {name: granted.get(name) for name in names}

    def rechecked(self, verdict: dict[str, Sight | None]) -> None:
        for name, sight in verdict.items():
            subscription = self.subscriptions.get(name)
            if subscription is None or not subscription.is_open:
                continue
            if sight is None:
                self._drop(name)
                self.post({"type": "left", "topic": name})
            else:
                subscription.sight = sight

    # --- who else is here --------------------------------------------------------------------

    async def on_presence(self, *, topic: str, state: str) -> None:
        """For staff: says that they look at a record, and tells them who else does."""
        subscription = self.subscriptions.get(topic)
        if subscription is None or subscription.last is None:
            raise NotFound
        name = await self.as_person(name_of_staff)
        viewers = f"{VIEWERS}:{topic}"
        if viewers not in self.topics:
            self.join(viewers)
            self.post(self.process.presence.message(topic))
        await self._beat(Beat(topic, self.page, self.user_id, name, Activity(state)))

    async def _go(self, topic: str) -> None:
        for beat in list(self.process.presence.beats_of(self.page)):
            if beat.topic == topic:
                await self._beat(replace(beat, activity=GONE))

    async def _beat(self, beat: Beat) -> None:
        await self.process.send(BEATS, beat.packed())


def granted_and_missed(
    user: Any, wanted: dict[str, int | None]
) -> tuple[dict[str, Grant], dict[str, list[Event]], set[str]]:
    """What may be heard, what was missed of records, and what else has just changed."""
    granted = grants(user, wanted)
    missing = {
        name: missed(name, after=after)
        for name, grant in granted.items()
        if (after := wanted[name]) is not None and grant.head is not None and after < grant.head
    }
    changed = changed_lately(name for name, grant in granted.items() if grant.head is None)
    return granted, missing, changed


def must_reload(grant: Grant, after: int | None, replay: list[Event]) -> bool:
    """Whether what was missed cannot be told one by one."""
    if after is None:
        return False
    if grant.head is None:
        return True
    if after >= grant.head:
        # Further than the record ever came: not the record that the page was drawn from.
        return after > grant.head
    return len(replay) > MOST_REPLAYED or not replay or replay[0].sequence != after + 1


def at_sequence(head: int | None) -> dict[str, int]:
    return {} if head is None else {"sequence": head}


def name_of_staff(user: Any) -> str:
    if not user.is_staff:
        raise Forbidden
    return str(user.get_full_name() or user)
