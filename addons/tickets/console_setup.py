"""What the office sets up in the console: Wagtail's own pages, for what is no record."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.admin.viewsets.model import ModelViewSet

from addons.base.points import in_console
from addons.base.surfaces.console import Menu

from .models import AgentProfile, ServiceCalendar, ServicePolicy, Team, TicketCategory


class SetUp(ModelViewSet):  # type: ignore[misc]
    """Base of the pages of what is no record. Nothing is deleted there, it is switched off."""

    copy_view_enabled = False
    add_to_reference_index = False


@in_console
class CategoryViewSet(SetUp):
    model = TicketCategory
    menu = Menu(
        group="support",
        order=40,
        icon="bi-tag",
        permission="tickets.view_ticketcategory",
        label=_("Ticket categories"),
    )
    icon = "bi-tag"
    url_prefix = "tickets/categories"
    list_display = ("name", "team", "order", "is_active")
    ordering = "order"
    panels = [
        FieldPanel("name"),
        FieldPanel("slug"),
        FieldPanel("team"),
        FieldRowPanel([FieldPanel("order"), FieldPanel("is_active")]),
    ]


@in_console
class TeamViewSet(SetUp):
    model = Team
    menu = Menu(
        group="support",
        order=50,
        icon="group",
        permission="tickets.view_team",
        label=_("Teams"),
    )
    icon = "group"
    url_prefix = "tickets/teams"
    list_display = ("name", "lead", "escalates_to", "is_active")
    ordering = "order"
    panels = [
        FieldPanel("name"),
        MultiFieldPanel([FieldPanel("lead"), FieldPanel("escalates_to")], heading=_("Escalation")),
        FieldRowPanel([FieldPanel("order"), FieldPanel("is_active")]),
    ]


@in_console
class AgentViewSet(SetUp):
    model = AgentProfile
    menu = Menu(
        group="support",
        order=30,
        icon="user",
        permission="tickets.view_agentprofile",
        label=_("Agents"),
    )
    icon = "user"
    url_prefix = "tickets/agents"
    list_display = ("person", "availability", "limit", "last_assigned_at")
    list_filter = ("availability", "teams")
    ordering = "pk"
    panels = [
        FieldPanel("person"),
        FieldPanel("teams"),
        FieldRowPanel([FieldPanel("availability"), FieldPanel("limit")]),
    ]


@in_console
class PolicyViewSet(SetUp):
    model = ServicePolicy
    menu = Menu(
        group="support",
        order=60,
        icon="bi-clock",
        permission="tickets.view_servicepolicy",
        label=_("Service levels"),
    )
    icon = "bi-clock"
    url_prefix = "tickets/service-levels"
    list_display = ("name", "priority", "category", "calendar", "is_active")
    ordering = "name"
    panels = [
        FieldPanel("name"),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("priority"), FieldPanel("category")]),
                FieldPanel("calendar"),
            ],
            heading=_("For what it holds"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("first_response"),
                FieldPanel("next_response"),
                FieldPanel("resolution"),
                FieldPanel("warn_percent"),
                FieldPanel("escalates"),
            ],
            heading=_("What is promised"),
        ),
        FieldPanel("is_active"),
    ]


@in_console
class CalendarViewSet(SetUp):
    model = ServiceCalendar
    menu = Menu(
        group="support",
        order=70,
        icon="date",
        permission="tickets.view_servicecalendar",
        label=_("Service calendars"),
    )
    icon = "date"
    url_prefix = "tickets/calendars"
    list_display = ("name", "time_zone", "country")
    ordering = "name"
    panels = [
        FieldPanel("name"),
        FieldPanel("time_zone"),
        FieldPanel("hours"),
        FieldPanel("days_off"),
        FieldPanel("country"),
    ]
