"""The page of one record: where it stands, what can be done, its facts and what belongs to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views import View
from django.views.generic.base import TemplateView
from wagtail.admin.ui.components import MediaContainer
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from ...events.model import Event
from ...events.reading import names_of
from ...models.record import Record
from ...points import RECORD_PANELS
from ...ui.parts import Facts
from ...workflow.actors import Actor, Door, may
from ...workflow.available import Available, available
from ...workflow.compose import flow_of
from ...workflow.declare import Transition
from ...workflow.diagram import draw
from ...workflow.states import State
from .access import OneRecordMixin
from .related import related_of
from .table import Cell, Cells
from .timeline import AT_ONCE, FlowPanel, TimelinePanel, timeline_context


@dataclass(frozen=True)
class Step:
    """One state in the bar: passed, current or possible next."""

    state: State
    at: datetime | None = None
    actor: str = ""


@dataclass(frozen=True)
class FactsPanel:
    declared: Facts
    cells: list[Cell]


@dataclass(frozen=True)
class Actions:
    """What the page offers: one button, and the rest in a menu."""

    main: Available | None
    others: list[Available]
    may_edit: bool
    may_override: bool

    @property
    def has_menu(self) -> bool:
        return bool(self.others or self.may_edit or self.may_override)


def actions_of(record: Record, actor: Actor) -> Actions:
    offered = available(record, actor, via=Door.CONSOLE)
    ready = [option for option in offered if option.enabled]
    main = next((option for option in ready if option.primary), None)
    flow = flow_of(type(record)).flow
    return Actions(
        main=main,
        others=sorted((o for o in offered if o is not main), key=lambda o: o.tone == "danger"),
        may_edit=any(may(actor, permission, record) for permission in flow.editable.values()),
        may_override=may(actor, flow.override_permission, record),
    )


def steps_of(record: Record) -> dict[str, Any]:
    """The states it came through, the one it is in, and those that may come next."""
    flow = flow_of(type(record))
    shown = ("previous_state", "new_state", "actor_id", "system_name", "at")
    events = Event.objects.of(record).transitions().order_by("sequence")
    rows = list(events.values_list(*shown, named=True))
    names = names_of(row.actor_id for row in rows)
    entered = [e for e in rows if e.new_state != e.previous_state]
    steps = [
        Step(flow.states[e.new_state], e.at, names.get(e.actor_id or 0, automatic(e.system_name)))
        for e in entered
        if e.new_state in flow.states
    ]
    return {"past": steps[:-1], "current": steps[-1:], "next": list(next_states(record))}


def automatic(system: str) -> str:
    """What the timeline calls it, too, when nobody did it."""
    return _("Automatic") if system else ""


def next_states(record: Record) -> Iterator[State]:
    """Where it may go from here: what comes later in its life first, then what leads back."""
    flow = flow_of(type(record))
    near = {k for s in flow.from_state(record.state) if is_usual(s) for k in s.target}
    keys = [*flow.states]
    here = keys.index(record.state)
    for key in (*keys[here + 1 :], *keys[:here]):
        if key in near:
            yield flow.states[key]


def is_usual(spec: Transition) -> bool:
    """Whether it is part of the expected way: what ends badly is in the menu and the diagram."""
    return spec.tone != "danger"


def facts_of(viewset: Any, record: Record, actor: Any) -> list[FactsPanel]:
    panels = []
    for facts, values in viewset.fact_panels:
        cells = Cells(values, actor).of(record)
        panels.append(FactsPanel(facts, [cell for cell in cells if cell.html]))
    return [panel for panel in panels if panel.cells]


def hung_panels(viewset: Any, record: Record, request: HttpRequest) -> Iterator[dict[str, Any]]:
    """What other addons show on this page."""
    actor = request.user
    hung = [p for p in RECORD_PANELS if p.model.lower() == record.record_type]
    for panel in sorted(hung, key=lambda panel: panel.order):
        context = panel.context(record, actor)
        if context is not None:
            context = {"record": record, "actor": actor, "viewset": viewset} | context
            html = render_to_string(panel.template, context, request=request)
            yield {"label": panel.label, "icon": panel.icon, "html": html}


def main_context(viewset: Any, record: Record, request: HttpRequest) -> dict[str, Any]:
    """Everything in the page's middle, for the page and for its refreshes alike."""
    actor = request.user
    return {
        "record": record,
        "title": viewset.title(record),
        "viewset": viewset,
        "actions": actions_of(record, actor),
        "steps": steps_of(record),
        "facts": facts_of(viewset, record, actor),
        "related": list(related_of(viewset, record, actor)),
        "panels": list(hung_panels(viewset, record, request)),
    }


class RecordView(OneRecordMixin, WagtailAdminTemplateMixin, TemplateView):  # type: ignore[misc]
    template_name = "base/console/record/page.html"

    def get_page_title(self) -> str:
        return str(self.viewset.title(self.record))

    def get_header_icon(self) -> str:
        return str(self.viewset.icon)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return [
            *super().get_breadcrumbs_items(),
            {"url": self.viewset.url("index"), "label": self.viewset.label},
            {"url": "", "label": self.get_page_title()},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        panels = [
            TimelinePanel(self.record, self.request, self.viewset),
            FlowPanel(self.record, self.request, self.viewset),
        ]
        return (
            context
            | main_context(self.viewset, self.record, self.request)
            | {
                "side_panels": MediaContainer(panels),
                "viewers": self.record.topic,
                "history_url": self.viewset.url("history", self.record.pk),
            }
        )


class PartView(OneRecordMixin, View):
    """One part of the page, fetched again when its record has changed."""

    def get(self, request: HttpRequest, pk: Any, part: str) -> HttpResponse:
        record, viewset = self.record, self.viewset
        match part:
            case "main":
                context = main_context(viewset, record, request)
            case "timeline":
                most = None if "all" in request.GET else AT_ONCE
                context = timeline_context(record, request.user, most=most)
            case "flow":
                context = {"picture": draw(viewset.flow, current=record.state)}
            case _:
                raise Http404
        context |= {"record": record, "viewset": viewset}
        response = render(request, f"base/console/record/{part}.html", context)
        response.headers["Cache-Control"] = "no-store"
        return response
