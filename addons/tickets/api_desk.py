"""The desk's figures in the API, and an agent's own place at it."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema

from addons.base.points import ROUTERS
from addons.base.surfaces.answers import answer
from addons.base.surfaces.authentication import actor_of, signed_in
from addons.base.surfaces.shapes import Input, Problem
from addons.base.workflow import Door, Forbidden, NotFound, may

from .agents import own_profile, switch_to
from .figures import dashboard
from .models import AgentProfile, Enquiry, Ticket

support = ROUTERS.register("support", Router(tags=["Support"]))


class Figure(Schema):
    value: float | None
    before: float | None


class FiguresOut(Schema):
    name: str
    active: int
    active_before: int
    created: Figure
    first_response_s: Figure
    resolution_s: Figure
    satisfaction: Figure
    on_time_percent: Figure


class WeekOut(Schema):
    since: date
    created: int
    first_response_s: float | None
    resolution_s: float | None
    satisfaction: float | None
    on_time_percent: float | None


class DashboardOut(Schema):
    days: int
    queued: int
    enquiries: int
    overall: FiguresOut
    weeks: list[WeekOut]
    agents: list[FiguresOut]
    teams: list[FiguresOut]
    categories: list[FiguresOut]


@support.get(
    "/dashboard/",
    auth=signed_in,
    response={200: DashboardOut, (400, 401, 403): Problem},
    summary="The desk's figures",
    operation_id="support_dashboard",
)
def read_dashboard(request: HttpRequest) -> HttpResponse:
    """Of the last 30 days, of the 30 before as `before`, and week by week. Times count working hours
    only; what was due and is still owed counts as late."""
    if not may(actor_of(request), "tickets.see_dashboard"):
        raise Forbidden
    return answer(dashboard())


# --- an agent's own --------------------------------------------------------------------------


class AgentOut(Schema):
    id: int
    name: str
    availability: str
    limit: int
    open_tickets: int
    open_enquiries: int
    teams: list[str]


class AgentChanges(Input):
    """What is not given stays. `hand_over`: all that is on the desk goes back to the queue."""

    availability: Literal["available", "busy", "away"] = None  # type: ignore[assignment]
    hand_over: bool = False


mine = ROUTERS.register("me/agent", Router(tags=["me"]))


@mine.get(
    "/",
    auth=signed_in,
    response={200: AgentOut, (401, 404): Problem},
    summary="My place at the desk",
    operation_id="me_agent_read",
)
def read_mine(request: HttpRequest) -> HttpResponse:
    return answer(describe_agent(own(request)))


@mine.patch(
    "/",
    auth=signed_in,
    response={200: AgentOut, (400, 401, 404): Problem},
    summary="Say whether I take tickets",
    operation_id="me_agent_change",
)
def change_mine(request: HttpRequest, data: AgentChanges) -> HttpResponse:
    """Who becomes available gets what waits in the queue."""
    profile, given = own(request), data.dict(exclude_unset=True)
    switch_to(
        profile,
        availability=given.get("availability") or profile.availability,
        hands_over=given.get("hand_over", False),
        actor=actor_of(request),
        via=Door.REST,
    )
    return answer(describe_agent(own(request)))


def own(request: HttpRequest) -> AgentProfile:
    profile = own_profile(actor_of(request))
    if profile is None:
        raise NotFound
    return profile


def describe_agent(profile: AgentProfile) -> dict[str, Any]:
    return {
        "id": profile.person_id,
        "name": profile.person.get_full_name(),
        "availability": profile.availability,
        "limit": profile.limit,
        "open_tickets": Ticket.objects.on_a_desk().filter(agent=profile.person_id).count(),
        "open_enquiries": Enquiry.objects.on_a_desk().filter(agent=profile.person_id).count(),
        "teams": [team.name for team in profile.teams.all()] if profile.pk else [],
    }
