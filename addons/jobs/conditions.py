"""Whether a job allows a transition now, each with the reason that people read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from addons.base.predicates import has_role
from addons.base.workflow import System, condition
from addons.providers.states import VERIFIED

from .states import IN_PROGRESS

if TYPE_CHECKING:
    from .models import Job, WorkSession

_has_dispatcher_role = has_role("dispatcher")


def steers(actor: Any) -> bool:
    """Whether the actor stands above both sides: a dispatcher, or the system."""
    return isinstance(actor, System) or bool(_has_dispatcher_role(actor))


@condition(
    "offer_closed",
    _("This offer is closed: it was answered, withdrawn or its time is up."),
    quiet=True,
)
def has_open_offer(job: Job, actor: Any) -> bool:
    return job.offers.answerable_by(actor).exists()


@condition(
    "not_verified",
    _("Your profile is not verified now, so you cannot take on work. Ask our staff."),
)
def may_take_on_work(job: Job, actor: Any) -> bool:
    return job.offers.answerable_by(actor).filter(provider__state=VERIFIED.key).exists()


@condition("not_yours", _("This job has been given to somebody else."))
def is_current_provider(job: Job, actor: Any) -> bool:
    if steers(actor):
        return True
    return job.provider is not None and job.provider.user_id == actor.pk


@condition("not_yours", _("This job has been given to somebody else."))
def is_current_party(job: Job, actor: Any) -> bool:
    return actor.pk == job.customer_id or is_current_provider.holds(job, actor)


@condition("not_held_back", _("Providers are asked already."))
def is_held_back(job: Job, actor: Any) -> bool:
    return job.held_back_since is not None


@condition("work_started", _("The work has started. Finish it, or ask the support to cancel it."))
def may_still_cancel(job: Job, actor: Any) -> bool:
    return job.state != IN_PROGRESS.key or steers(actor)


@condition(
    "nothing_proposed",
    _("Nobody has proposed another time that waits for your answer."),
    quiet=True,
)
def other_side_proposed(job: Job, actor: Any) -> bool:
    return job.proposed_time is not None and job.proposed_by_id != actor.pk


@condition("no_private_rating", _("There is no rating that waits to be published."))
def has_private_rating(session: WorkSession, actor: Any) -> bool:
    return session.rated_at is not None and session.rating_published_at is None
