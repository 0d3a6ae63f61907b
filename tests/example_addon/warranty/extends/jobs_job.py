"""Everything that warranty does to a job."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from addons.base import clock
from addons.base.policies import policy
from addons.base.workflow import condition, extends, may, transition
from addons.jobs.flow import JobFlow
from addons.jobs.states import COMPLETED

from ..arguments import ClaimArguments
from ..models import WarrantyPolicy
from ..states import CLAIMED

if TYPE_CHECKING:
    from addons.jobs.models import Job


@condition("warranty_over", _("The warranty is over. Book it as new work."))
def is_under_warranty(job: Job, actor: Any) -> bool:
    return job.state_since > clock.now() - timedelta(days=policy(WarrantyPolicy).days)


@condition("staff_arranges", _("Our staff arranges when the provider comes again."))
def is_arranged_by_staff(job: Job, actor: Any) -> bool:
    return job.state != CLAIMED.key or may(actor, "warranty.settle")


@extends(
    "jobs.Job",
    widen={JobFlow.reschedule: [CLAIMED]},
    conditions={JobFlow.reschedule: [is_arranged_by_staff]},
)
class JobUnderWarranty:
    CLAIMED = CLAIMED

    @transition(
        source=COMPLETED,
        target=CLAIMED,
        label=_("Claim the warranty"),
        icon="arrow-repeat",
        permission="warranty.claim",
        arguments=ClaimArguments,
        conditions=[is_under_warranty],
        event="JOB_CLAIMED",
        customer_label=_("You claimed the warranty"),
    )
    def claim_warranty(self: Job, *, fault: str) -> None:
        """It is broken again: we put it right."""

    @transition(
        source=CLAIMED,
        target=COMPLETED,
        label=_("Settle the claim"),
        icon="check-lg",
        primary=True,
        permission="warranty.settle",
        customer_label=_("The warranty was settled"),
    )
    def settle(self: Job) -> None:
        """It has been put right."""
        self.free_time()
