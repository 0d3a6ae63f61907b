"""Declaring a flow: what an addon writes in `flow.py` and in `extends/`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, ClassVar, TypeVar

from django.forms import Form

from ..registry import loading_addon
from .actors import EVERY_DOOR, Door
from .states import ANY, NEW, SAME, Mark, State, Text, Tone

Body = Callable[..., State | None]
F = TypeVar("F", bound=Body)
T = TypeVar("T", bound=type)

Source = State | Mark | Iterable[State]
Target = State | Mark | tuple[State, ...]


@dataclass(frozen=True)
class Condition:
    """Whether the record allows a transition now, and the reason shown when it does not.

    The reason is a text, or a function of the record that names what stands in the way. A quiet
    one takes the button away instead of disabling it: nobody would have looked for it.
    """

    holds: Callable[[Any, Any], bool]
    code: str
    reason: Text | Callable[[Any], Text]
    quiet: bool = False

    def explain(self, record: Any) -> Text:
        return self.reason(record) if callable(self.reason) else self.reason


def condition(
    code: str, reason: Text | Callable[[Any], Text], *, quiet: bool = False
) -> Callable[[Callable[[Any, Any], bool]], Condition]:
    """Makes a function of (record, actor) a condition; it asks about the record, never rights."""

    def declare(holds: Callable[[Any, Any], bool]) -> Condition:
        return Condition(holds=holds, code=code, reason=reason, quiet=quiet)

    return declare


@dataclass(frozen=True)
class SetOf:
    """The columns a body changes, so that many records can be written in one statement."""

    columns: tuple[str, ...]

    def __init__(self, *columns: str) -> None:
        object.__setattr__(self, "columns", columns)


@dataclass(frozen=True)
class Transition:
    """The one declaration of a transition, from which every door is made."""

    name: str
    body: Body
    source: tuple[str, ...]  # state keys; empty with `from_any` or `creates`
    target: tuple[str, ...]  # state keys; empty keeps the state
    label: Text
    permission: str
    arguments: type[Form] | None = None
    conditions: tuple[Condition, ...] = ()
    icon: str = ""
    tone: Tone = Tone.NEUTRAL
    primary: bool = False
    confirm: Text = ""
    doors: frozenset[Door] = EVERY_DOOR
    event: str = ""
    customer_label: Text = ""
    done: Text = ""
    shares_reason: bool = False
    bulk: SetOf | None = None
    creates: bool = False
    from_any: bool = False
    taken: Text = ""
    repeatable: bool = False
    stands_for: Body | None = None
    addon: str = field(default_factory=loading_addon)

    def starts_from(self, state: str) -> bool:
        return self.from_any or state in self.source

    def is_repeat(self, state: str) -> bool:
        """Whether a record in this state has been through it, so that who comes now is second."""
        return self.repeatable and not self.starts_from(state) and state in self.target

    @property
    def path(self) -> str:
        """The name in addresses: kebab case."""
        return self.name.replace("_", "-")

    @property
    def summary(self) -> str:
        """The docstring of the body: what happens, in the reader's language."""
        return (self.body.__doc__ or "").strip().split("\n")[0]


def transition(
    *,
    source: Source,
    target: Target,
    label: Text,
    permission: str,
    arguments: type[Form] | None = None,
    conditions: Iterable[Condition] = (),
    icon: str = "",
    tone: Tone = Tone.NEUTRAL,
    primary: bool = False,
    confirm: Text = "",
    doors: Iterable[Door] = EVERY_DOOR,
    event: str = "",
    customer_label: Text = "",
    done: Text = "",
    shares_reason: bool = False,
    bulk: SetOf | None = None,
    taken: Text = "",
    repeatable: bool = False,
    stands_for: Body | None = None,
) -> Callable[[F], F]:
    """Declare a transition; the decorated function is its body. Long, as its keywords are the language.

    `source`: states, ANY, or NEW for a creation. `target`: a state, SAME, or several of which the
    body returns one. `permission`: a rules permission; an empty one shuts the door for everybody.
    `arguments`: the form that asks; its fields are the body's keyword arguments.
    `primary`: the filled button among those shown. `confirm`: a question asked before.
    `event`: its name on the live channel. `customer_label`: its row in the customer's words.
    `done`: what the person reads who has done it; else the state that it led to.
    `shares_reason`: the reason given is shown to everybody who sees the record.
    `bulk`: the columns it changes, if it may run set-based. `taken`: what a person reads who comes
    too late for it. `repeatable`: who comes when it has led to its target already gets the record
    as it is and nothing happens; nor does it matter when their page was drawn. For what several may
    do in the same instant. `stands_for`: another transition that does the same with less said; to
    whom this one is offered, that one's button is not shown beside it.

    The body runs in the old state, changes the record and rows it owns, or raises Refused; it
    never saves, mails, performs, checks permissions, logs or reads a request.
    """

    def declare(body: F) -> F:
        spec = Transition(
            name=body.__name__,
            body=body,
            source=_keys(source),
            target=() if target is SAME else _keys(target),
            label=label,
            permission=permission,
            arguments=arguments,
            conditions=tuple(conditions),
            icon=icon,
            tone=tone,
            primary=primary,
            confirm=confirm,
            doors=frozenset(doors),
            event=event,
            customer_label=customer_label,
            done=done,
            shares_reason=shares_reason,
            bulk=bulk,
            creates=source is NEW,
            from_any=source is ANY,
            taken=taken,
            repeatable=repeatable,
            stands_for=stands_for,
        )
        body.declared = spec  # type: ignore[attr-defined]
        return body

    return declare


def declared(body: Body) -> Transition:
    """The declaration that `transition()` left on the body."""
    spec = getattr(body, "declared", None)
    if not isinstance(spec, Transition):
        raise TypeError(f"{body!r} is not a transition; decorate it with transition().")
    return spec


class Flow:
    """The life of a record, top to bottom. One flow class per model, mixed into it."""

    states: ClassVar[tuple[State, ...]] = ()
    # The foreign key whose record is locked first, where this one belongs to another.
    root: ClassVar[str | None] = None
    # Field -> permission, for the edit door.
    editable: ClassVar[dict[str, str]] = {}
    # Kind of note -> permission to write one; who may write `internal` ones reads all.
    notes: ClassVar[dict[str, str]] = {}
    # Who may set a state by hand, and who reads the whole history with its reasons. Closed unless
    # named; others read what `history_of` shows them.
    override_permission: ClassVar[str] = ""
    history_permission: ClassVar[str] = ""
    # Those who hold it read every transition (without foreign reasons); others their own deeds.
    party_permission: ClassVar[str] = ""


@dataclass(frozen=True)
class Extension:
    """What one addon does to another addon's record."""

    model: str
    states: tuple[State, ...]
    transitions: tuple[Transition, ...]
    widen: dict[Body, tuple[str, ...]]
    conditions: dict[Body, tuple[Condition, ...]]
    addon: str
    goes_on: tuple[str, ...] = ()


def extends(
    model: str,
    *,
    widen: dict[Body, Iterable[State]] | None = None,
    conditions: dict[Body, Iterable[Condition]] | None = None,
    goes_on: Iterable[State] = (),
) -> Callable[[T], T]:
    """Add the class's states and transitions to another addon's record.

    `widen` gives existing transitions more sources; `conditions` makes them stricter. `goes_on`
    names final states that are no end any more, because something is expected after them now.
    """
    from ..points import EXTENSIONS  # points names the types declared here

    def declare(fragment: T) -> T:
        members = vars(fragment).values()
        EXTENSIONS.register(
            Extension(
                model=model,
                states=tuple(m for m in members if isinstance(m, State)),
                transitions=tuple(declared(m) for m in members if hasattr(m, "declared")),
                widen={body: _keys(states) for body, states in (widen or {}).items()},
                conditions={body: tuple(added) for body, added in (conditions or {}).items()},
                goes_on=_keys(goes_on),
                addon=loading_addon(),
            )
        )
        return fragment

    return declare


def _keys(states: Source | Target) -> tuple[str, ...]:
    if isinstance(states, Mark):
        return ()
    if isinstance(states, State):
        return (states.key,)
    return tuple(state.key for state in states)
