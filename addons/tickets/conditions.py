"""Whether a ticket allows a transition now, each with the reason that people read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from addons.base import clock
from addons.base.workflow import System, condition

from .states import RESOLVED

if TYPE_CHECKING:
    from .models import Enquiry, Ticket


@condition("not_resolved", _("Resolve it first; then it can be closed."))
def is_resolved_or_own(ticket: Ticket, actor: Any) -> bool:
    is_own = isinstance(actor, System) or actor.pk == ticket.customer_id
    return is_own or ticket.state == RESOLVED.key


@condition("too_late", _("It is closed for good. Ask anew: the new ticket is linked to this one."))
def can_be_reopened(ticket: Ticket, actor: Any) -> bool:
    return ticket.takes_answers


@condition("rated", _("It is rated already."), quiet=True)
def is_not_rated(ticket: Ticket, actor: Any) -> bool:
    return ticket.satisfaction is None


@condition("not_due", _("It has been opened again, or its time has not come."))
def is_silent(ticket: Ticket, actor: Any) -> bool:
    return ticket.closes_at is not None and ticket.closes_at <= clock.now()


@condition("followed", _("You follow it already."), quiet=True)
def is_not_followed(ticket: Ticket, actor: Any) -> bool:
    return actor.pk is not None and not ticket.followers.filter(person=actor.pk).exists()


@condition("not_followed", _("You do not follow it."), quiet=True)
def follows_it(ticket: Ticket, actor: Any) -> bool:
    return actor.pk is not None and ticket.followers.filter(person=actor.pk).exists()


@condition("owed", _("The customer waits for an answer, or its time has not come."))
def is_quiet(enquiry: Enquiry, actor: Any) -> bool:
    return enquiry.ends_at is not None and enquiry.ends_at <= clock.now()


@condition("at_work", _("Its agent is still here."))
def is_left_or_given_by_hand(ticket: Ticket | Enquiry, actor: Any) -> bool:
    """A sweep takes it only from somebody who has gone, also if it looked some time ago."""
    return not isinstance(actor, System) or not ticket.has_agent_at_work
