"""The kernel's own part of the console: the sidebar's groups, and pages about the system."""

from __future__ import annotations

from typing import Any

import rules
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from .events.integrity import last_check
from .points import HOME, MENU_GROUPS, in_console
from .predicates import is_administrator, is_staff
from .schedules.progress import progress
from .surfaces.console import HomePanel, Menu, MenuGroup
from .surfaces.console.pages import (
    AddonsView,
    EffectsView,
    FlowsView,
    FlowView,
    IntegrityView,
    PageViewSet,
    SchedulesView,
)

for name, group in {
    "work": MenuGroup(_("Work"), icon="tasks", order=300),
    "people": MenuGroup(_("People"), icon="group", order=500),
    "catalogue": MenuGroup(_("Catalogue"), icon="list-ul", order=600),
    "money": MenuGroup(_("Money"), icon="bi-wallet2", order=700),
    "system": MenuGroup(_("System"), icon="cog", order=9500),
}.items():
    MENU_GROUPS.register(name, group)

rules.add_perm("base.watch_system", is_administrator)
rules.add_perm("base.see_flows", is_staff)


@in_console
class SchedulesPage(PageViewSet):
    name = "system-schedules"
    view_class = SchedulesView
    menu = Menu(
        group="system",
        order=10,
        icon="time",
        permission="base.watch_system",
        label=_("Schedules"),
    )


@in_console
class EffectsPage(PageViewSet):
    name = "system-effects"
    view_class = EffectsView
    menu = Menu(
        group="system",
        order=20,
        icon="tasks",
        permission="base.watch_system",
        label=_("Effects"),
    )


@in_console
class IntegrityPage(PageViewSet):
    name = "system-integrity"
    view_class = IntegrityView
    menu = Menu(
        group="system",
        order=25,
        icon="bi-shield-check",
        permission="base.watch_system",
        label=_("Event log"),
    )


@in_console
class AddonsPage(PageViewSet):
    name = "system-addons"
    view_class = AddonsView
    menu = Menu(
        group="system",
        order=30,
        icon="thumbtack",
        permission="base.watch_system",
        label=_("Addons"),
    )


@in_console
class FlowsPage(PageViewSet):
    name = "system-flows"
    view_class = FlowsView
    detail_class = FlowView
    menu = Menu(
        group="system", order=40, icon="resubmit", permission="base.see_flows", label=_("Flows")
    )


def troubles(actor: Any) -> dict[str, Any]:
    """What keeps the worker from its work, in sentences."""
    now = progress()
    lines = []
    schedules, effects = reverse("system-schedules:index"), reverse("system-effects:index")
    if now.stands_still:
        lines.append({"title": _("No worker is running"), "text": "", "url": schedules})
    lines += [{"title": name, "text": _("fails"), "url": schedules} for name in now.failing]
    if not now.stands_still:
        lines += [{"title": name, "text": _("is long due"), "url": schedules} for name in now.stuck]
    if now.given_up:
        text = ngettext("%(count)s is given up", "%(count)s are given up", now.given_up)
        text %= {"count": now.given_up}
        lines.append({"title": _("Effects"), "text": text, "url": effects})
    check = last_check()
    if check is not None and check.found:
        text = _("places where it does not hold: %(count)s") % {"count": check.found}
        integrity = reverse("system-integrity:index")
        lines.append({"title": _("Event log"), "text": text, "url": integrity})
    return {"count": len(lines), "lines": lines, "url": schedules}


HOME.register(
    "system",
    HomePanel(
        name="system",
        label=_("The system"),
        icon="cog",
        order=900,
        permission="base.watch_system",
        empty=_("Schedules and effects run as they should, and the event log holds."),
        context=troubles,
    ),
)
