"""The life of a $record, top to bottom."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from addons.base.workflow import ANY, MACHINE_DOORS, NEW, SAME, SYSTEM_ONLY, Flow, transition

from .arguments import BeginArguments, FinishArguments
from .states import DONE, LAPSED, OPEN

if TYPE_CHECKING:
    from .models import $Record


class ${Record}Flow(Flow):
    states = (OPEN, DONE, LAPSED)
    editable = {"title": "$name.handle_$record"}
    notes = {"internal": "$name.handle_$record"}
    override_permission = "$name.override_$record"
    history_permission = "$name.handle_$record"
    party_permission = "$name.see_$record"

    @transition(
        source=NEW,
        target=OPEN,
        label=_("Begin"),
        permission="$name.begin_$record",
        arguments=BeginArguments,
    )
    def begin(self: $Record, *, title: str, actor: Any) -> None:
        """Somebody begins one."""
        self.title = title
        self.owner_id = actor.pk

    @transition(
        source=OPEN,
        target=DONE,
        label=_("Finish"),
        icon="check-lg",
        primary=True,
        permission="$name.finish_$record",
        arguments=FinishArguments,
        event="${RECORD}_DONE",
        customer_label=_("It is done"),
    )
    def finish(self: $Record, *, result: str) -> None:
        """It is done."""
        self.conclude(result)

    @transition(
        source=OPEN,
        target=LAPSED,
        label=_("Let it lapse"),
        permission=SYSTEM_ONLY,
        doors=MACHINE_DOORS,
        customer_label=_("It has lapsed"),
    )
    def lapse(self: $Record) -> None:
        """Nobody finished it in time."""

    @transition(
        source=ANY,
        target=SAME,
        label=_("Forget whose it was"),
        permission=SYSTEM_ONLY,
        doors=MACHINE_DOORS,
    )
    def forget(self: $Record) -> None:
        """Its owner asked to be forgotten: that there was one stays."""
        self.title = self.result = ""
