"""Everything jobs do to a provider: one who is bound by a job cannot say they are free."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from addons.base.workflow import condition, extends
from addons.providers.flow import ProviderFlow

if TYPE_CHECKING:
    from addons.providers.models import Provider


def the_job_that_binds(provider: Provider) -> str:
    job = provider.jobs.due_now().first()
    return _("You are on job %(job)s. Finish it first, or give it back.") % {"job": job}


@condition("has_live_job", the_job_that_binds)
def has_no_live_job(provider: Provider, actor: Any) -> bool:
    return not provider.jobs.due_now().exists()


@extends("providers.Provider", conditions={ProviderFlow.go_on_duty: [has_no_live_job]})
class ProviderWithJobs:
    """No states or transitions of its own."""
