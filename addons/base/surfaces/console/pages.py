"""Pages that are not about records: schedules, owed effects, addons and flows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db.models import Model
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic.base import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.base import ViewSet

from ...events.effects import given_up_effects, owed_effects, try_given_up_again
from ...events.wake import wake
from ...manifests import discover
from ...models.integrity_check import IntegrityCheck
from ...models.schedule_run import ScheduleRun
from ...points import FLOWS, SCHEDULES, Schedule
from ...schedules.progress import is_stuck, progress
from ...schedules.words import timing_in_words
from ...ui.menu import Menu
from ...workflow.actors import may
from ...workflow.compose import ComposedFlow
from ...workflow.diagram import draw
from ..portal import HttpSeeOther
from .access import RecordsMixin

MOST = 200
SHOWN_CHECKS = 30


class PageView(RecordsMixin, WagtailAdminTemplateMixin, TemplateView):  # type: ignore[misc]
    """Base of such a page: its menu's label is its title."""

    def get_page_title(self) -> str:
        return str(self.viewset.menu.label)

    def get_header_icon(self) -> str:
        return str(self.viewset.menu.icon)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.get_page_title()}]


class PageViewSet(ViewSet):  # type: ignore[misc]
    """Subclass in `console.py` under @in_console: `name` (also its address), `menu`, `view_class`.

    `detail_class`: the page of one of its things, below `<slug>/`. `adds`: the model that the page
    makes one of; a search for those that finds none leads here.
    """

    menu: Menu
    adds: type[Model] | None = None
    view_class: type[PageView]
    detail_class: type[PageView] | None = None

    def may_open(self, user: Any) -> bool:
        return may(user, self.menu.permission)

    @property
    def menu_label(self) -> Any:
        return self.menu.label

    def get_urlpatterns(self) -> list[URLPattern]:
        routes = [path("", self.view_class.as_view(viewset=self), name="index")]
        if self.detail_class is not None:
            one = self.detail_class.as_view(viewset=self)
            routes.append(path("<str:key>/", one, name="detail"))
        return routes

    def register_menu_item(self) -> None:
        """The sidebar is made from `menu`, for all pages in one place."""


# --- schedules ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """A schedule and where it stands."""

    schedule: Schedule
    row: ScheduleRun

    @property
    def timing(self) -> str:
        return timing_in_words(self.schedule)

    @property
    def is_stuck(self) -> bool:
        return is_stuck(self.row)

    @property
    def tone(self) -> str:
        if self.row.failed_in_a_row or self.is_stuck:
            return "danger"
        return "neutral" if self.row.last_started is None else "completed"


class SchedulesView(PageView):
    template_name = "base/console/pages/schedules.html"

    def post(self, request: HttpRequest) -> HttpResponseBase:
        """The worker looks at it next; a page never does its work."""
        name = request.POST.get("name", "")
        if name not in SCHEDULES:
            raise Http404
        ScheduleRun.objects.filter(name=name).update(next_run=timezone.now())
        wake()
        text = _("%(schedule)s runs as soon as a worker is free.")
        messages.success(request, text % {"schedule": SCHEDULES[name].summary})
        return HttpSeeOther(request.path)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = {row.name: row for row in ScheduleRun.objects.all()}
        lines = [Line(s, rows[s.name]) for s in SCHEDULES.values() if s.name in rows]
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"lines": lines, "progress": progress()}


# --- effects -----------------------------------------------------------------------------------


class EffectsView(PageView):
    """What events still owe: given up first, then waiting."""

    template_name = "base/console/pages/effects.html"

    def post(self, request: HttpRequest) -> HttpResponseBase:
        key = request.POST.get("effect", "")
        count = try_given_up_again(*([int(key[:18])] if key.isdecimal() else []))
        wake()
        text = ngettext(
            "%(count)s effect is tried again.", "%(count)s effects are tried again.", count
        )
        messages.success(request, text % {"count": count})
        return HttpSeeOther(request.path)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        given_up = given_up_effects().select_related("event").order_by("-given_up_at")
        owed = owed_effects().select_related("event").order_by("not_before")
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {
            "given_up": list(given_up[:MOST]),
            "given_up_count": given_up.count(),
            "owed": list(owed[:MOST]),
            "owed_count": owed.count(),
        }


# --- the event log -----------------------------------------------------------------------------


class IntegrityView(PageView):
    """Whether the log still holds, as the daily check found it."""

    template_name = "base/console/pages/integrity.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"checks": IntegrityCheck.objects.all()[:SHOWN_CHECKS]}


# --- addons ------------------------------------------------------------------------------------


class AddonsView(PageView):
    """Which addons there are. Switching them is the deployment's: the page says how."""

    template_name = "base/console/pages/addons.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        enabled = {addon.name for addon in settings.ADDONS}
        found = discover(settings.ENVIRONMENT.addon_modules)
        known = [addon.manifest for addon in found.values()]
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {
            "cards": [
                {
                    "manifest": manifest,
                    "is_on": manifest.name in enabled,
                    "missing": [name for name in manifest.depends if name not in enabled],
                    "needed_by": [m.name for m in known if manifest.name in m.depends],
                }
                for manifest in sorted(known, key=lambda m: (m.name not in enabled, m.name))
            ]
        }


# --- flows -------------------------------------------------------------------------------------


class FlowsView(PageView):
    template_name = "base/console/pages/flows.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        flows = [
            {"flow": flow, "label": capfirst(flow.model._meta.verbose_name_plural)}
            for flow in FLOWS.values()
        ]
        return context | {"flows": flows}


class FlowView(PageView):
    """One record type's life: the picture, and the same as a table."""

    template_name = "base/console/pages/flow.html"

    @property
    def flow(self) -> ComposedFlow:
        found = FLOWS.get(self.kwargs["key"])
        if found is None:
            raise Http404
        return found

    def get_page_title(self) -> str:
        return str(capfirst(self.flow.model._meta.verbose_name_plural))

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        home, title = super().get_breadcrumbs_items()
        back = reverse(self.viewset.get_url_name("index"))
        return [home, {"url": back, "label": self.viewset.menu.label}, title]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        flow = self.flow
        rows = [
            {
                "spec": spec,
                "source": [flow.states[key].label for key in spec.source],
                "target": [flow.states[key].label for key in spec.target],
                "follow_ups": [follow_up.addon for follow_up in flow.follow_ups.get(name, ())],
                "effects": [effect.addon for effect in flow.effects.get(name, ())],
            }
            for name, spec in flow.transitions.items()
        ]
        return context | {"flow": flow, "picture": draw(flow), "rows": rows}
