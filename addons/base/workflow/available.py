"""What an actor may do with a record now: every surface draws its buttons from here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from ..points import ADVICE
from .actors import Actor, Door, may
from .arguments import Arguments
from .compose import flow_of
from .declare import Transition
from .states import Text

if TYPE_CHECKING:
    from django.forms import Form

    from ..models.record import Record


@dataclass(frozen=True)
class Available:
    """One transition offered to one actor on one record, with the reason if it is disabled."""

    record: Record
    spec: Transition
    actor: Actor
    code: str = ""
    reason: Text = ""

    @property
    def name(self) -> str:
        return self.spec.name

    @property
    def path(self) -> str:
        return self.spec.path

    @property
    def label(self) -> Text:
        return self.spec.label

    @property
    def icon(self) -> str:
        return self.spec.icon

    @property
    def tone(self) -> str:
        return self.spec.tone.value

    @property
    def primary(self) -> bool:
        return self.spec.primary

    @property
    def enabled(self) -> bool:
        return not self.code

    @property
    def done(self) -> Text:
        """What the person reads who has done it."""
        if self.spec.done:
            return self.spec.done
        states = flow_of(type(self.record)).states
        if len(self.spec.target) == 1 and self.spec.target[0] != self.record.state:
            return _("Now: %(state)s") % {"state": states[self.spec.target[0]].label}
        return _("Saved.")

    @property
    def asks(self) -> bool:
        """Whether a dialog comes before: it has arguments or a question."""
        return self.spec.arguments is not None or bool(self.spec.confirm)

    @property
    def advice(self) -> list[Text]:
        """What addons say about doing it now, such as what it costs. Nothing where it cannot be."""
        if not self.enabled:
            return []
        asked = [each for each in ADVICE if each.before is self.spec.body]
        said = (each.say(self.record, self.actor) for each in asked)
        return [text for text in said if text]

    def form(self, data: Any = None, files: Any = None, **kwargs: Any) -> Form | None:
        """The transition's form for this record and actor."""
        arguments = self.spec.arguments
        if arguments is None:
            return None
        if issubclass(arguments, Arguments):
            kwargs |= {"record": self.record, "actor": self.actor}
        return arguments(data, files, **kwargs)


def available(record: Record, actor: Actor, *, via: Door | None = None) -> list[Available]:
    """The transitions from the record's state that the actor may take, disabled ones with reason.

    `via` leaves out those that are not shown in that door, and those for which another one stands.
    """
    offered = []
    for spec in flow_of(type(record)).from_state(record.state):
        if via is not None and via not in spec.doors:
            continue
        if not may(actor, spec.permission, record):
            continue
        unmet = next((c for c in spec.conditions if not c.holds(record, actor)), None)
        if unmet is not None and unmet.quiet:
            continue
        offered.append(
            Available(
                record=record,
                spec=spec,
                actor=actor,
                code=unmet.code if unmet else "",
                reason=unmet.explain(record) if unmet else "",
            )
        )
    if via is not None:
        covered = {option.spec.stands_for for option in offered} - {None}
        offered = [option for option in offered if option.spec.body not in covered]
    return sorted(offered, key=lambda option: not option.primary)


def available_many(
    records: Iterable[Record], actor: Actor, *, via: Door | None = None
) -> dict[Any, Sequence[Available]]:
    """`available` for each, by primary key."""
    return {record.pk: available(record, actor, via=via) for record in records}
