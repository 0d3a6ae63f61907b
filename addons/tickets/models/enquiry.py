from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from addons.base import clock
from addons.base.models import Record
from addons.base.policies import policy
from addons.base.workflow import Refused, System

from ..enquiry_flow import EnquiryFlow
from ..policies import TicketsPolicy
from ..querysets import EnquiryQuerySet
from ..states import GOING_ON
from .deskwork import Deskwork, person
from .team import Team
from .ticket import Ticket

OPENING = 200


class Enquiry(Deskwork, EnquiryFlow, Record):
    """A customer's talk with us that is no ticket, or not yet."""

    customer = person(_("customer"))
    # How it began, for lists; what is said stands in its conversation.
    opening = models.CharField(_("began with"), max_length=OPENING, blank=True)
    agent = person(_("agent"), null=True, blank=True, related_name="assigned_enquiries")
    team = models.ForeignKey(
        Team, models.PROTECT, verbose_name=_("team"), null=True, blank=True, related_name="+"
    )
    ticket: Any = models.ForeignKey(
        Ticket,
        models.PROTECT,
        verbose_name=_("goes on in"),
        null=True,
        blank=True,
        related_name="enquiries",
    )
    # Reckoned with each answer of ours; while one is owed it has no end.
    ends_at: Any = models.DateTimeField(_("ends by itself"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    objects = EnquiryQuerySet.as_manager()

    class Meta:
        verbose_name = _("enquiry")
        verbose_name_plural = _("enquiries")
        indexes = [
            models.Index(fields=["customer", "-id"], name="enquiry_of_customer"),
            models.Index(fields=["agent", "state"], name="enquiry_of_agent"),
            models.Index(
                fields=["ends_at"], condition=models.Q(state="assigned"), name="enquiry_to_end"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["customer"],
                condition=models.Q(state__in=[state.key for state in GOING_ON]),
                name="one_enquiry_goes_on",
            )
        ]

    named_by = ()

    def __str__(self) -> str:
        return f"E-{self.pk or 0:06d}"

    @property
    def number(self) -> str:
        return str(self)

    def get_absolute_url(self) -> str:
        return reverse("enquiry", args=[self.pk])

    @property
    def goes_on(self) -> bool:
        return self.state in {state.key for state in GOING_ON}

    # --- what the bodies of the flow do with it ----------------------------------------------

    def belong_to(self, customer: Any) -> None:
        """Everybody writes for themselves, and in one place."""
        if isinstance(customer, System):
            raise Refused("no_customer", _("Only a person writes to us."))
        if Enquiry.objects.going_on().of_customer(customer).exists():
            raise Refused("goes_on", _("You are writing with us already; go on there."))
        self.customer = customer

    def begin_with(self, text: str) -> None:
        self.opening = Truncator(" ".join(text.split())).chars(OPENING)

    def fall_silent_later(self) -> None:
        self.ends_at = clock.now() + timedelta(hours=policy(TicketsPolicy).hours_until_ended)

    def stop(self) -> None:
        self.ended_at, self.ends_at = clock.now(), None
