from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from addons.base import clock
from addons.base.models import Record
from addons.base.policies import policy
from addons.base.workflow import Refused, State, System
from addons.chat.models import Participant

from ..flow import TicketFlow
from ..policies import TicketsPolicy
from ..querysets import TicketQuerySet, works
from ..states import CLOSED, IN_PROGRESS, OPEN, Link, Priority, Resolution, Source
from .clock import Clock
from .deskwork import Deskwork, person
from .team import Team

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser

    from addons.chat.models import Message

    from .category import TicketCategory


class Ticket(Deskwork, TicketFlow, Record):
    """A customer's question, until it is answered to their content."""

    customer = person(_("customer"))
    subject = models.CharField(_("subject"), max_length=200)
    description = models.TextField(_("description"))
    category = models.ForeignKey(
        "tickets.TicketCategory", models.PROTECT, verbose_name=_("category"), related_name="tickets"
    )
    priority = models.CharField(
        _("priority"), max_length=10, choices=Priority, default=Priority.MEDIUM
    )
    tags = models.JSONField(_("tags"), default=list, blank=True)
    source = models.CharField(_("came by"), max_length=10, choices=Source, default=Source.PORTAL)
    # Any record: there is no foreign key, so that what it names may be of an addon that is off.
    related_type = models.CharField(max_length=100, blank=True)
    related_id = models.CharField(max_length=64, blank=True)
    agent = person(_("agent"), null=True, blank=True, related_name="assigned_tickets")
    team = models.ForeignKey(
        Team, models.PROTECT, verbose_name=_("team"), null=True, blank=True, related_name="tickets"
    )
    escalated = models.BooleanField(_("escalated"), default=False)
    escalations = models.PositiveSmallIntegerField(default=0)

    summary = models.TextField(_("what was done"), blank=True)
    resolution_type = models.CharField(
        _("how it ended"), max_length=20, choices=Resolution, blank=True
    )
    # Never the customer's to read.
    resolution_notes = models.TextField(_("notes on the end"), blank=True)
    resolved_at = models.DateTimeField(_("resolved"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    # Reckoned when their cause happens: by itself it closes, and an answer opens it until.
    closes_at = models.DateTimeField(_("closes by itself"), null=True, blank=True)
    reopens_until = models.DateTimeField(_("can be opened again until"), null=True, blank=True)
    reopened = models.PositiveSmallIntegerField(_("times opened again"), default=0)

    satisfaction = models.PositiveSmallIntegerField(
        _("stars"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    satisfaction_comment = models.TextField(_("how it was"), blank=True)
    satisfaction_at = models.DateTimeField(null=True, blank=True)

    merged_into = models.ForeignKey(
        "self", models.PROTECT, verbose_name=_("goes on in"), null=True, related_name="merged"
    )
    follow_up_of = models.ForeignKey(
        "self", models.PROTECT, verbose_name=_("follows from"), null=True, related_name="follow_ups"
    )

    objects = TicketQuerySet.as_manager()

    class Meta:
        verbose_name = _("ticket")
        verbose_name_plural = _("tickets")
        indexes = [
            models.Index(fields=["customer", "-id"], name="ticket_of_customer"),
            models.Index(fields=["agent", "state"], name="ticket_of_agent"),
            models.Index(fields=["state", "-id"], name="ticket_by_state"),
            models.Index(fields=["related_type", "related_id"], name="ticket_about"),
            models.Index(
                fields=["closes_at"], condition=models.Q(state="resolved"), name="ticket_to_close"
            ),
        ]

    named_by = ()

    def __str__(self) -> str:
        return f"T-{self.pk or 0:06d}"

    @property
    def number(self) -> str:
        return str(self)

    def get_absolute_url(self) -> str:
        return reverse("ticket", args=[self.pk])

    @property
    def takes_answers(self) -> bool:
        """Whether what the customer writes now still belongs to it."""
        if self.merged_into_id is not None:
            return False
        if self.state != CLOSED.key or self.reopens_until is None:
            return True
        return bool(clock.now() <= self.reopens_until)

    def running_clock(self, target: str) -> Clock | None:
        running = (each for each in self.clocks.all() if each.target == target)
        return next((each for each in running if each.is_running), None)

    # --- what the bodies of the flow do with it ----------------------------------------------

    def belong_to(self, customer: AbstractBaseUser | None, *, actor: Any, source: str) -> None:
        """Everybody asks for themselves; staff and the system also for somebody else."""
        may_choose = isinstance(actor, System) or works(actor)
        if customer is not None and customer.pk != actor.pk and not may_choose:
            text = _("You can only ask for yourself.")
            raise Refused("not_yours", text, field="customer")
        if customer is None and isinstance(actor, System):
            raise Refused("no_customer", _("Say whose ticket it is."), field="customer")
        self.customer = customer if customer is not None else actor
        self.source = source if may_choose else Source.PORTAL

    def refuse_what_is_not_theirs(self, agent: Any, carried: Iterable[Message]) -> None:
        """Nobody looks after their own question, and nobody's words go into another one's ticket."""
        if agent is not None and agent.pk == self.customer.pk:
            raise Refused("own_question", _("Somebody else has to answer it."), field="agent")
        talks = {message.conversation_id for message in carried}
        theirs = Participant.objects.filter(conversation__in=talks, person=self.customer)
        if theirs.count() != len(talks):
            text = _("That was said by another customer.")
            raise Refused("other_customer", text, field="carried")

    def team_for(self, category: TicketCategory) -> Team | None:
        own = category.team
        if own is not None and own.is_active:
            return own
        return self.team_for_all()

    def state_to_go_on(self) -> State:
        """Back to its agent, or to the queue if there is none any more."""
        if not self.has_agent_at_work:
            self.agent = None
        return IN_PROGRESS if self.agent is not None else OPEN

    def settle(self, summary: str, resolution_type: str, notes: str) -> None:
        self.summary, self.resolution_type = summary, resolution_type
        self.resolution_notes = notes
        self.resolved_at = clock.now()
        days = policy(TicketsPolicy).days_until_closed
        self.closes_at = self.resolved_at + timedelta(days=days)

    def shut(self) -> None:
        self.closed_at, self.closes_at = clock.now(), None
        self.reopens_until = self.closed_at + timedelta(days=policy(TicketsPolicy).days_to_reopen)

    def take_rating(self, stars: int, comment: str) -> None:
        self.satisfaction, self.satisfaction_comment = stars, comment
        self.satisfaction_at = clock.now()

    def step_up(self, to: AbstractBaseUser | None, team: Team | None) -> None:
        if to is not None and to.pk == self.agent_id:
            raise Refused("has_it", _("They have it already."), field="to")
        if team is not None:
            self.team = team
        self.agent = to
        self.escalated = True
        self.escalations += 1

    def link_to(self, other: Ticket, kind: str) -> None:
        if other.pk == self.pk:
            raise Refused("itself", _("This is the same ticket."), field="ticket")
        TicketLink.objects.update_or_create(ticket=self, other=other, defaults={"kind": kind})

    def merge_into(self, other: Ticket) -> None:
        if other.pk == self.pk:
            raise Refused("itself", _("This is the same ticket."), field="into")
        if other.customer_id != self.customer_id:
            text = _("They are of different customers; link them instead.")
            raise Refused("other_customer", text, field="into")
        self.merged_into = other
        self.resolution_type = Resolution.DUPLICATE
        self.shut()
        self.link_to(other, Link.DUPLICATE)


class TicketLink(models.Model):
    """One ticket has to do with another."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="links")
    other = models.ForeignKey(Ticket, models.CASCADE, related_name="linked_from")
    kind = models.CharField(max_length=10, choices=Link)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ticket", "other"], name="linked_once"),
            models.CheckConstraint(
                condition=~models.Q(ticket=models.F("other")), name="linked_to_another"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ticket_id} {self.kind} {self.other_id}"
