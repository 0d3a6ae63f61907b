"""Every extension point of the kernel: its entry's shape, when it is asked, and when it is not.

In one file, however long, because it is the index of all that can be extended.
An addon registers from the part named here; the kernel seals all of them before the first request.
`manage.py addons points` prints this file's registries with who uses them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from .registry import ListRegistry, Registry, loading_addon

if TYPE_CHECKING:
    from django.http import HttpRequest

    from .models import Event
    from .models.record import Record
    from .ui.menu import MenuGroup
    from .ui.parts import HomePanel, RecordPanel
    from .ui.values import Value
    from .workflow.changes import Change
    from .workflow.compose import ComposedFlow
    from .workflow.declare import Body, Extension
    from .workflow.states import Text

R = TypeVar("R", bound=Callable[..., None])
A = TypeVar("A", bound=Callable[[Mapping[Any, Any]], None])
C = TypeVar("C", bound=Callable[[], Iterable[str]])

# --- flows -----------------------------------------------------------------------------------

FLOWS: Registry[ComposedFlow] = Registry(
    "flow", "Model label → composed flow. Filled by the kernel when it composes, never by addons."
)

EXTENSIONS: ListRegistry[Extension] = ListRegistry(
    "extension",
    "`extends/<addon>_<model>.py`, by @extends: states, transitions, wider sources and stricter "
    "conditions for another addon's record. Read once, when flows are composed.",
)


@dataclass(frozen=True)
class FollowUp:
    """`run(record, change)` after the transition `after`; `run_for_all` where it takes sets."""

    after: Body
    run: Callable[[Any, Change], None]
    addon: str
    run_for_all: Callable[[Mapping[Any, Change]], None] | None = None


FOLLOWS: ListRegistry[FollowUp] = ListRegistry(
    "follow-up",
    "`follows.py`, by @follows(Flow.transition): called inside the transaction after the record "
    "and its event are written, in manifest order; the place for nested perform(). One that raises "
    "Refused refuses the whole. Not called by an override, nor by edits and notes. By @follows_all "
    "it takes all records of a set at once, so that the transition may still run set-based.",
)


def follows(*transitions: Body) -> Callable[[R], R]:
    """Run the function after each of the transitions, inside their transaction."""

    def register(run: R) -> R:
        for after in transitions:
            FOLLOWS.register(FollowUp(after=after, run=run, addon=loading_addon()))
        return run

    return register


def follows_all(*transitions: Body) -> Callable[[A], A]:
    """Run the function after the transitions, given record → change for one or for a whole set.

    Inside, `follow_all` of `workflow.bulk` takes other records along.
    """

    def register(run: A) -> A:
        def run_for_one(record: Any, change: Change) -> None:
            run({record: change})

        for after in transitions:
            FOLLOWS.register(
                FollowUp(after=after, run=run_for_one, addon=loading_addon(), run_for_all=run)
            )
        return run

    return register


@dataclass(frozen=True)
class Effect:
    """`run(event)` after commit, in the worker, at least once; idempotent by the event's id."""

    name: str
    after: Body
    run: Callable[[Event], None]
    addon: str


EFFECTS: Registry[Effect] = Registry(
    "effect",
    "`effects.py`, by @on(Flow.transition): run by a worker after commit, from a row written in "
    "the transition's transaction; again after a crash or an error, with growing delay, a few "
    "times. Not run by an override, nor while the demo records effects without delivering them.",
)


def on(*transitions: Body) -> Callable[[R], R]:
    """Run the function in the worker after each of the transitions has been committed."""

    def register(run: R) -> R:
        for after in transitions:
            name = f"{loading_addon()}.{run.__name__}"
            key = name if len(transitions) == 1 else f"{name}.{after.__name__}"
            EFFECTS.register(key, Effect(name=key, after=after, run=run, addon=loading_addon()))
        return run

    return register


@dataclass(frozen=True)
class Advice:
    """`say(record, actor)`: what to know before the transition, such as what it costs now."""

    before: Body
    say: Callable[[Any, Any], Text | None]


ADVICE: ListRegistry[Advice] = ListRegistry(
    "advice",
    "`slots.py`, by @advises(Flow.transition): a sentence for whoever is about to do it, or None. "
    "Shown in the dialogs of portal and console and by the API's `transitions/`; never what decides. "
    "Not asked when buttons are drawn, nor for many records at once.",
)

D = TypeVar("D", bound=Callable[..., Any])


def advises(*transitions: Body) -> Callable[[D], D]:
    """Let dialogs of the transitions say what the function of (record, actor) has to say."""

    def register(say: D) -> D:
        for before in transitions:
            ADVICE.register(Advice(before=before, say=say))
        return say

    return register


# --- time ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Schedule:
    """`run()` takes what is due through the doors and returns how many it handled.

    Either `every` so many seconds, or a `cron` expression in the deployment's time zone.
    """

    name: str
    run: Callable[[], int]
    summary: Any
    every: int | None = None
    cron: str = ""


SCHEDULES: Registry[Schedule] = Registry(
    "schedule",
    "`schedules.py`, by @scheduled: a look at what is due now. Run by the worker when it is time, and "
    "by `manage.py sweep`; may run twice, in parallel, late, or be killed anywhere.",
)

S = TypeVar("S", bound=Callable[[], int])


def scheduled(*, summary: Any, every: int | None = None, cron: str = "") -> Callable[[S], S]:
    """Run the function regularly under the name `<addon>.<function>`."""

    def register(run: S) -> S:
        name = f"{loading_addon()}.{run.__name__}"
        SCHEDULES.register(
            name, Schedule(name=name, run=run, summary=summary, every=every, cron=cron)
        )
        return run

    return register


# --- reading ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Topic:
    """`may_hear(actor, key)` on subscribing to `<name>:<key>`, and again every few seconds."""

    name: str
    may_hear: Callable[[Any, str], bool]
    # The events that a topic hears: (event) -> keys of this topic.
    of_event: Callable[[Event], Iterable[str]] | None = None


TOPICS: Registry[Topic] = Registry(
    "live topic",
    "`live.py`: channels that a page may subscribe to beside those of records, which exist by "
    "themselves for every record type and ask `visible_to`. Asked by the live hub; not by sockets "
    "with a protocol of their own.",
)


@dataclass(frozen=True)
class Telling:
    """`tell(event)` names who hears what: pairs of user id and JSON message."""

    after: Body
    tell: Callable[[Event], Iterable[tuple[int, dict[str, Any]]]]
    addon: str


TELLINGS: ListRegistry[Telling] = ListRegistry(
    "telling",
    "`live.py`, by @tells(Flow.transition): messages to people's `/ws/notifications/` socket. "
    "Asked once per event in each process that holds sockets, from the tail of the log, so also "
    "for what a worker did. Not stored: an inbox or a mail is a notice, not a telling.",
)

W = TypeVar("W", bound=Callable[..., Iterable[tuple[int, dict[str, Any]]]])


def tells(*transitions: Body) -> Callable[[W], W]:
    """Send what the function yields to the people it names, after each of the transitions."""

    def register(tell: W) -> W:
        for after in transitions:
            TELLINGS.register(Telling(after=after, tell=tell, addon=loading_addon()))
        return tell

    return register


@dataclass(frozen=True)
class Stream:
    """`tell(row)` for each new row of a table: pairs of user id and JSON message."""

    tell: Callable[[Any], Iterable[tuple[int, dict[str, Any]]]]


STREAMS: Registry[Stream] = Registry(
    "stored stream",
    "`live.py`: model label (`app.model`) → Stream, for what is stored and is no record, such as an "
    "inbox. The tail reads the table's new rows beside the log, in the order of their integer keys, "
    "whichever process wrote them (`transaction.on_commit(wake)` there makes it quick). Not asked "
    "when a row changes.",
)

SOCKETS: Registry[Any] = Registry(
    "socket",
    "`live.py`: path under /ws/ (a Django path pattern such as `work/<uuid:pk>/`) → consumer "
    "class, a subclass of the kernel's PersonConsumer. Mounted once, at start-up.",
)

# --- the API ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Resource:
    """One record type under /api/v1/<path>/: how a record reads and how its list is narrowed.

    `describe(record, actor)` gives the JSON of one record, shaped as `schema` (a ninja Schema),
    with nothing the actor may not read. `prepared(queryset, actor)` gives what `describe` takes for
    each: the records with the joins it needs or, where a list must be fast, rows in their place.
    `filters` maps query names to lookups, `search` lists the lookups that ?q= asks, `ordering` the
    allowed orders, the first being the default. Transitions, history, notes and creation come by
    themselves.
    """

    model: type[Record]
    path: str
    schema: Any
    describe: Callable[[Any, Any], dict[str, Any]]
    prepared: Callable[[Any, Any], Iterable[Any]] | None = None
    filters: dict[str, str] = field(default_factory=dict)
    search: tuple[str, ...] = ()
    ordering: tuple[str, ...] = ("-id",)
    tag: str = ""
    has_list: bool = True


RESOURCES: Registry[Resource] = Registry(
    "API resource",
    "`api.py`: path → Resource. From it and the flow come list, record, creation, one endpoint per "
    "transition, transitions, status history, override and notes. Reading is always visible_to.",
)


@dataclass(frozen=True)
class ResourceField:
    """One more field, `name`, of each record at /api/v1/<path>/: a value of the type `kind`, or null.

    `read(keys, actor)` gives the values by primary key for all records of one answer at once, with
    nothing the actor may not read. The resource describes its records with an `id`.
    """

    path: str
    name: str
    kind: Any
    read: Callable[[list[Any], Any], Mapping[Any, Any]]


RESOURCE_FIELDS: ListRegistry[ResourceField] = ListRegistry(
    "API resource field",
    "`api.py`: fields that an addon adds to another addon's resource, in its answers and in the "
    "OpenAPI document. Asked once per answer, be it one record or a page of them.",
)

ROUTERS: Registry[Any] = Registry(
    "API router",
    "`api.py`: prefix under /api/v1/ → ninja Router, for what is no record (searches, me, "
    "catalogues). Each operation names who may: an `auth`, or `auth=None` for everybody.",
)


@dataclass(frozen=True)
class MeField:
    """One more field of `me/`: `read(user)` gives its value."""

    name: str
    read: Callable[[Any], Any]
    kind: Any = str


ME: Registry[MeField] = Registry(
    "me field", "`api.py`: what an addon adds to the signed-in person's own `me/`."
)


@dataclass(frozen=True)
class Input:
    """How a class of form field stands in JSON.

    `schema(field)` is the JSON schema of a value; `read(field, value)` turns the JSON value into
    what the form field takes, or raises ValidationError.
    """

    field: type[Any]
    schema: Callable[[Any], dict[str, Any]]
    read: Callable[[Any, Any], Any]


INPUTS: ListRegistry[Input] = ListRegistry(
    "input",
    "`api.py`: how an addon's own class of form field stands in JSON, for REST and WebSocket. Not "
    "needed where a base class of it is in the table already (surfaces/input_table.py).",
)

AUTHENTICATORS: ListRegistry[Callable[[str], Any]] = ListRegistry(
    "authenticator",
    "`api.py`, by register_authenticator(): (raw bearer token) -> user or None. The first that "
    "knows the token wins; asked by REST and by sockets, never for a session's cookie.",
)

# --- the console -------------------------------------------------------------------------------

CONSOLE: Registry[Any] = Registry(
    "console page",
    "`console.py`, by @in_console: a viewset class with a `menu`. For records a subclass of the "
    "kernel's OperableViewSet; for what is no record Wagtail's ModelViewSet or SnippetViewSet. "
    "Made once, when the console's addresses are; shown to those who hold the menu's permission.",
)

V = TypeVar("V", bound=type[Any])


def in_console(viewset: V) -> V:
    """Put the viewset into the console, under `<addon>.<class>`."""
    CONSOLE.register(f"{loading_addon()}.{viewset.__name__}", viewset)
    return viewset


MENU_GROUPS: Registry[MenuGroup] = Registry(
    "menu group",
    "`console.py`: name → MenuGroup, an entry of the sidebar that holds others. The kernel's own "
    "are in its console.py.",
)

HOME: Registry[HomePanel] = Registry(
    "home panel",
    "`console.py`: name → HomePanel, for what is no view of a record's list; those come by "
    "themselves from `View(needs=…)`. Loaded after the page, by each who holds its permission.",
)

RECORD_PANELS: ListRegistry[RecordPanel] = ListRegistry(
    "record panel",
    "`console.py`: a panel on another addon's record page. Drawn with the page and again whenever "
    "the record changes.",
)


@dataclass(frozen=True)
class RecordColumn:
    """A column more in the list of the record type `model` (`app.Model`)."""

    model: str
    value: Value


RECORD_COLUMNS: ListRegistry[RecordColumn] = ListRegistry(
    "record column",
    "`console.py`: columns in another addon's record list, behind its own; people may hide them. "
    "Read once, when the console's pages are made.",
)


@dataclass(frozen=True)
class RecordFilter:
    """A filter more in the list of `model`: `name` in the address, and a django-filter Filter."""

    model: str
    name: str
    filter: Any


RECORD_FILTERS: ListRegistry[RecordFilter] = ListRegistry(
    "record filter",
    "`console.py`: filters of another addon's record list, behind its own. Read once, when the "
    "console's pages are made; never asked for rows that the reader may not see.",
)

# --- the portal --------------------------------------------------------------------------------

PAGE_VALUES: Registry[Callable[[HttpRequest], Any]] = Registry(
    "page value",
    "`portal.py`: name → (request) → what every page may show under that name, such as `inbox` in "
    "the bar. Asked when a template uses it, at most once a page; not by the console.",
)

# --- what is there after migrating --------------------------------------------------------------

SEEDS: Registry[Callable[[], None]] = Registry(
    "seed",
    "`seeds.py`: run after every migrate, in manifest order, idempotent: roles, templates, default "
    "policies. Never touches what people have changed. Not for demo data.",
)


@dataclass(frozen=True)
class Role:
    """A staff group and what it may do in Django's and Wagtail's own pages; flows ask `rules`."""

    name: str
    title: Any
    permissions: tuple[str, ...] = ("wagtailadmin.access_admin",)


ROLES: Registry[Role] = Registry("role", "`rules.py`: staff roles, seeded as groups.")

# --- what must always hold ----------------------------------------------------------------------

CHECKS: Registry[Callable[[], Iterable[str]]] = Registry(
    "check",
    "`checks.py`, by @verifies: yields one sentence for each place where something the addon "
    "promises does not hold. Asked by `manage.py verify`, with memory that does not grow with the "
    "data; the kernel's own checks of streams and states come before.",
)


def verifies(check: C) -> C:
    """Let `manage.py verify` ask the function."""
    CHECKS.register(f"{loading_addon()}.{check.__name__}", check)
    return check


# --- people ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class NavEntry:
    """An entry of the portal's bar: for whom it is, and how many things wait behind it."""

    label: Any
    url: str
    icon: str
    shown_to: Callable[[Any], bool]
    badge: Callable[[Any], int] | None = None
    order: int = 50


PORTAL_NAV: ListRegistry[NavEntry] = ListRegistry(
    "portal entry",
    "`portal.py`: entries of the portal's bar, drawn on each of its pages. Not for the console.",
)

ACCOUNT_NAV: ListRegistry[NavEntry] = ListRegistry(
    "account entry", "`portal.py`: entries of the menu behind the person's picture."
)

LANDINGS: ListRegistry[Callable[[Any], str]] = ListRegistry(
    "landing",
    "`portal.py`: (person) → the address of the page that is their own, or an empty text. The first "
    "that answers wins; asked after signing in. Not asked for who works in the console, nor where "
    "they were on the way to some page.",
)


@dataclass(frozen=True)
class Personal:
    """How a model with a person in it gives out and blanks that person's data."""

    model: str
    export: Callable[[Any], Iterable[dict[str, Any]]]
    erase: Callable[[Any], None]


PERSONAL: Registry[Personal] = Registry(
    "personal data",
    "`privacy.py`: model label → exporter and eraser, asked by `manage.py privacy export|erase`.",
)
