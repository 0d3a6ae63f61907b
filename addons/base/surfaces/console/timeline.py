"""What stands beside a record's page: its life so far, and the composer of notes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.side_panels import BaseSidePanel

from ...events.model import Kind
from ...events.timeline import timeline
from ...models.note import Note
from ...models.record import Record
from ...workflow.actors import Actor, may
from ...workflow.compose import flow_of
from ...workflow.states import Text

AT_ONCE = 40

# The chips above the timeline, and the kinds of event that each leaves.
CHIPS: tuple[tuple[str, Text], ...] = (
    (Kind.TRANSITION, _("Steps")),
    (Kind.EDITED, _("Edits")),
    (Kind.NOTE, _("Notes")),
)


@dataclass(frozen=True)
class NoteKind:
    """One way to write a note: for whom, and how the composer says so."""

    kind: str
    label: Text
    hint: Text
    customer_sees: bool


NOTE_KINDS = (
    NoteKind(Note.Kind.INTERNAL, _("Internal"), _("Only staff read this."), False),
    NoteKind(Note.Kind.WORK, _("Work"), _("Staff and whoever does the work read this."), False),
    NoteKind(Note.Kind.CLIENT, _("Customer"), _("The customer reads this."), True),
)


def note_kinds(record: Record, actor: Actor) -> list[NoteKind]:
    """The kinds of note that the actor may write on the record."""
    permissions = flow_of(type(record)).flow.notes
    return [k for k in NOTE_KINDS if may(actor, permissions.get(k.kind, ""), record)]


def timeline_context(record: Record, actor: Actor, *, most: int | None = AT_ONCE) -> dict[str, Any]:
    """The newest entries; with no limit all of them."""
    entries = timeline(record, actor, most=most and most + 1)
    return {
        "entries": entries[:most],
        "has_earlier": most is not None and len(entries) > most,
        "chips": CHIPS,
    }


class TimelinePanel(BaseSidePanel):  # type: ignore[misc]
    """Wagtail's side panel with the timeline and the composer."""

    class SidePanelToggle(BaseSidePanel.SidePanelToggle):  # type: ignore[misc]
        aria_label = _("Toggle timeline and notes")
        icon_name = "comment"
        has_counter = False

    name = "timeline"
    title = _("Timeline and notes")
    template_name = "base/console/record/timeline_panel.html"
    order = 100

    def __init__(self, record: Record, request: Any, viewset: Any) -> None:
        super().__init__(record, request)
        self.viewset = viewset

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(parent_context)
        actor = self.request.user
        return context | {
            "record": self.object,
            "viewset": self.viewset,
            "note_kinds": note_kinds(self.object, actor),
            **timeline_context(self.object, actor),
        }


class FlowPanel(BaseSidePanel):  # type: ignore[misc]
    """Wagtail's side panel with the picture of the flow, fetched when it opens."""

    class SidePanelToggle(BaseSidePanel.SidePanelToggle):  # type: ignore[misc]
        aria_label = _("Toggle flow diagram")
        icon_name = "tasks"
        has_counter = False

    name = "flow"
    title = _("Where it stands")
    template_name = "base/console/record/flow_panel.html"
    order = 200

    def __init__(self, record: Record, request: Any, viewset: Any) -> None:
        super().__init__(record, request)
        self.viewset = viewset

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(parent_context)
        return context | {"record": self.object, "viewset": self.viewset}
