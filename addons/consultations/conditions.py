"""Whether a consultation allows a transition now, each with the reason that people read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from addons.base import clock
from addons.base.workflow import System, condition

from .timing import is_silent

if TYPE_CHECKING:
    from .models import Consultation


@condition("too_late", _("The time for this is over."))
def is_in_time(consultation: Consultation, actor: Any) -> bool:
    return clock.now() < consultation.wait_until


@condition("not_overdue", _("Its time is not over yet."))
def is_overdue(consultation: Consultation, actor: Any) -> bool:
    return not is_in_time.holds(consultation, actor)


BUSY = _("You have other work now. Finish it first, or decline.")


@condition("consultant_busy", BUSY)
def is_free(consultation: Consultation, actor: Any) -> bool:
    provider = consultation.provider
    return provider.is_verified and not provider.is_busy


@condition("not_connected", _("The other side is not here yet. Wait until they come."))
def both_are_there(consultation: Consultation, actor: Any) -> bool:
    """Each side has been heard just now; who asks is there."""
    meter, now = consultation.meter, clock.now()
    side = "" if isinstance(actor, System) else consultation.side_of(actor)
    seen = {"customer": meter.customer_seen_at, "provider": meter.provider_seen_at}
    seen.pop(side, None)
    return all(at is not None and not is_silent(at, now) for at in seen.values())


@condition("not_due", _("It goes on."))
def is_due(consultation: Consultation, actor: Any) -> bool:
    return consultation.due(clock.now()) is not None


@condition("over", _("It is ending by itself just now."))
def has_not_ended_by_itself(consultation: Consultation, actor: Any) -> bool:
    """Money and deadlines decide also while nobody has come by to see it."""
    return not consultation.is_active or consultation.due(clock.now()) is None


@condition("rated_already", _("You have rated it already."), quiet=True)
def is_not_rated(consultation: Consultation, actor: Any) -> bool:
    return consultation.rated_at is None
