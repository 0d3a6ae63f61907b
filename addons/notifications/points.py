"""What other addons do with notifications: declare notices, and ways to send them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from addons.base.points import EFFECTS, Effect
from addons.base.registry import ListRegistry, Registry, loading_addon
from addons.base.workflow.states import Text

if TYPE_CHECKING:
    from addons.base.models import Event
    from addons.base.workflow.declare import Body

    from .models import Delivery
    from .rendering import Letter

INBOX, EMAIL = "inbox", "email"


@dataclass(frozen=True)
class Channel:
    """A way to tell somebody. `address_of(user)` is empty for whom it cannot reach.

    `send(letter)` raises if it could not. `repeats_safely`: sending the same letter twice is seen
    once, so that after a crash it is sent again; else nobody knows, and the log says so.
    """

    key: str
    label: Text
    address_of: Callable[[Any], str]
    send: Callable[[Letter], None]
    repeats_safely: bool = False


CHANNELS: Registry[Channel] = Registry(
    "channel", "`notices.py`: key → Channel. Asked in the worker, once for each person and event."
)


@dataclass(frozen=True, kw_only=True)
class Envelope:
    """What a mail carries beside its words.

    `reply_to` takes the answers, `return_path` hears that it could not be delivered. `hint` is a
    sentence under the text. An empty one leaves it as it is.
    """

    reply_to: str = ""
    return_path: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    hint: Text = ""


ENVELOPES: ListRegistry[Callable[[Delivery], Envelope | None]] = ListRegistry(
    "envelope",
    "`slots.py`: (delivery) → Envelope or None. Asked in the worker for each mail before it is sent, "
    "again for each attempt; what an earlier one has set stays.",
)


@dataclass(frozen=True, kw_only=True)
class Notice:
    """What whom is told after a transition.

    `audience(event)` names the people, by user id. `context(event)` gives the values of `fields`,
    the only ones that a text may use as `{field}`: moments are shown in the reader's time zone,
    decimals as money. `personal(event, user)` gives those that differ from one reader to another.
    `url(event)` is where it leads, a path of this site. `concerns(user)` says who finds it among
    their preferences. In `locked` channels nobody can switch it off. `mail_subject` is the usual
    subject of its mails where that of the inbox would tear a correspondence apart.
    """

    key: str
    title: Text
    subject: Text
    text: Text
    fields: Mapping[str, Text]
    audience: Callable[[Event], Iterable[int]]
    context: Callable[[Event], Mapping[str, Any]]
    url: Callable[[Event], str]
    concerns: Callable[[Any], bool]
    channels: frozenset[str]
    locked: frozenset[str]
    personal: Callable[[Event, Any], Mapping[str, Any]] = lambda event, user: {}
    mail_subject: Text = ""

    def subject_by(self, channel: str) -> Text:
        return (self.mail_subject if channel == EMAIL else "") or self.subject


NOTICES: Registry[Notice] = Registry(
    "notice",
    "`notices.py`, by declare_notice(): what people are told after a transition. Asked in the "
    "worker, after commit, from the event; not after an override, nor while a demo is made.",
)


def nowhere(event: Event) -> str:
    return ""


def everybody(user: Any) -> bool:
    return True


def declare_notice(
    name: str,
    *,
    after: Body | Iterable[Body],
    title: Text,
    subject: Text,
    text: Text,
    audience: Callable[[Event], Iterable[int]],
    fields: Mapping[str, Text] | None = None,
    context: Callable[[Event], Mapping[str, Any]] = lambda event: {},
    url: Callable[[Event], str] = nowhere,
    concerns: Callable[[Any], bool] = everybody,
    channels: Iterable[str] = (INBOX, EMAIL),
    locked: Iterable[str] = (),
    personal: Callable[[Event, Any], Mapping[str, Any]] = lambda event, user: {},
    mail_subject: Text = "",
) -> Notice:
    """Tell people after each of the transitions, under the key `<addon>.<name>`."""
    notice = Notice(
        key=f"{loading_addon()}.{name}",
        title=title,
        subject=subject,
        text=text,
        fields=fields or {},
        audience=audience,
        context=context,
        url=url,
        concerns=concerns,
        channels=frozenset(channels),
        locked=frozenset(locked),
        personal=personal,
        mail_subject=mail_subject,
    )
    NOTICES.register(notice.key, notice)
    for transition in [after] if callable(after) else after:
        _owe(notice, transition)
    return notice


def _owe(notice: Notice, transition: Body) -> None:
    # The models behind it import this file's registries.
    from .delivering import notify

    def run(event: Event) -> None:
        notify(notice, event)

    name = f"{notice.key}.notice.{transition.__name__}"
    addon = notice.key.partition(".")[0]
    EFFECTS.register(name, Effect(name=name, after=transition, run=run, addon=addon))


def note_bounce(delivery: int, *, why: str) -> bool:
    """Write at a mail that was sent that it came back; False if there is none, or it is known."""
    from .delivering import came_back

    return came_back(delivery, why=why)
