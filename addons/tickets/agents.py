"""An agent's own switch: available, busy or away."""

from __future__ import annotations

from typing import Any

from addons.base.workflow import Door

from .assigning import drain, hand_over
from .models import AgentProfile, Team
from .querysets import works
from .states import Availability


def own_profile(user: Any) -> AgentProfile | None:
    """The person's place at the desk, not stored before they take it; others have none."""
    if not user.is_authenticated or not works(user):
        return None
    found: AgentProfile | None = AgentProfile.objects.filter(person=user).first()
    return found or AgentProfile(person=user)


def take_place(profile: AgentProfile) -> None:
    """Who comes to the desk for the first time sits with those who take everything."""
    team = Team.objects.for_all()
    kept, is_new = AgentProfile.objects.get_or_create(person=profile.person)
    if is_new and team is not None:
        kept.teams.add(team)


def switch_to(
    profile: AgentProfile, *, availability: str, hands_over: bool, actor: Any, via: Door
) -> None:
    """Who goes may hand over what they have; who comes gets what waits."""
    if profile.pk is None:
        take_place(profile)
    AgentProfile.objects.filter(person=profile.person).update(availability=availability)
    if hands_over:
        hand_over(profile.person, actor=actor, via=via)
    if availability == Availability.AVAILABLE:
        drain(via=Door.SCHEDULE)
