"""Who finds which prepared texts and macros, and which replies are due."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import Q

from addons.base import clock
from addons.base.predicates import has_role
from addons.tickets.querysets import works

from .states import Outcome, Sharing

leads = has_role("support_manager")

__all__ = ["HeldQuerySet", "SharedQuerySet", "leads", "works"]


class SharedQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """One's own, those of one's teams, and those for everybody. Leads find all but private ones."""
        if not works(user):
            return self.none()
        mine = Q(owner=user.pk)
        if leads(user):
            return self.filter(mine | ~Q(sharing=Sharing.PRIVATE))
        teams = user.agent_profile.teams.all() if hasattr(user, "agent_profile") else []
        shared = Q(sharing=Sharing.EVERYBODY) | Q(sharing=Sharing.TEAM, team__in=teams)
        return self.filter(mine | shared)

    def changeable_by(self, user: Any) -> Self:
        """One's own; leads also change what is shared."""
        visible = self.visible_to(user)
        return visible if leads(user) else visible.filter(owner=user.pk)

    def offered_to(self, user: Any) -> Self:
        return self.visible_to(user).filter(is_active=True)


class HeldQuerySet(models.QuerySet[Any]):
    def waiting(self) -> Self:
        return self.filter(outcome=Outcome.WAITING)

    def due(self) -> Self:
        return self.waiting().filter(send_at__lte=clock.now()).order_by("send_at", "pk")
