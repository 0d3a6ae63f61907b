"""Everything consultations do to a provider: one who talks, or is about to, is not free."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from addons.base.workflow import condition, extends
from addons.providers.flow import ProviderFlow

if TYPE_CHECKING:
    from addons.providers.models import Provider


def the_talk_that_binds(provider: Provider) -> str:
    talk = provider.consultations.binding().first()
    return _("You are in consultation %(talk)s. End it first.") % {"talk": talk}


@condition("has_live_consultation", the_talk_that_binds)
def has_no_live_consultation(provider: Provider, actor: Any) -> bool:
    return not provider.consultations.binding().exists()


@extends("providers.Provider", conditions={ProviderFlow.go_on_duty: [has_no_live_consultation]})
class ProviderWithConsultations:
    """No states or transitions of its own."""
