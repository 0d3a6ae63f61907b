from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from addons.base.workflow import Refused

from ..querysets import works
from .team import Team

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser


def person(label: Any, **kwargs: Any) -> Any:
    kwargs.setdefault("related_name", "+")
    return models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=label, **kwargs)


class Deskwork:
    """What lies on a desk: somebody's question, and who looks after it."""

    agent: Any
    agent_id: Any

    @property
    def has_agent_at_work(self) -> bool:
        agent = self.agent
        return agent is not None and bool(works(agent))

    def give_to(self, agent: AbstractBaseUser) -> None:
        if self.agent_id == agent.pk:
            raise Refused("has_it", _("They have it already."), field="agent")
        self.agent = agent

    def team_for_all(self) -> Team | None:
        found: Team | None = Team.objects.for_all()
        return found
