from __future__ import annotations

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from ..querysets import AgentQuerySet
from ..states import Availability


class AgentProfile(models.Model):
    """Somebody who answers tickets: whether they take new ones now, how many, and for whom.

    Its row is the lock under which automatic assignment counts and gives.
    """

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("agent"),
        related_name="agent_profile",
    )
    teams = models.ManyToManyField("tickets.Team", verbose_name=_("teams"), related_name="agents")
    availability = models.CharField(
        _("availability"), max_length=10, choices=Availability, default=Availability.AWAY
    )
    limit = models.PositiveIntegerField(
        _("most open tickets"),
        default=20,
        validators=[MinValueValidator(1)],
        help_text=_("Nobody is given more by itself; by hand it is possible."),
    )
    last_assigned_at = models.DateTimeField(null=True, editable=False)

    objects = AgentQuerySet.as_manager()

    class Meta:
        verbose_name = _("agent")
        verbose_name_plural = _("agents")
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.person)
