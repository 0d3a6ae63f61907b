"""An agent's own switch: available, busy or away."""

from __future__ import annotations

from typing import Any

from addons.base.workflow import Door

from .assigning import drain, hand_over
from .models import AgentProfile
from .querysets import works
from .states import Availability


def own_profile(user: Any) -> AgentProfile | None:
    """The person's place at the desk, made when they first look at it; others have none."""
    if not user.is_authenticated or not works(user):
        return None
    profile: AgentProfile
    profile, _is_new = AgentProfile.objects.get_or_create(person=user)
    return profile


def switch_to(
    profile: AgentProfile, *, availability: str, hands_over: bool, actor: Any, via: Door
) -> None:
    """Who goes may hand over what they have; who comes gets what waits."""
    AgentProfile.objects.filter(pk=profile.pk).update(availability=availability)
    if hands_over:
        hand_over(profile.person, actor=actor, via=via)
    if availability == Availability.AVAILABLE:
        drain(via=Door.SCHEDULE)
