from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from addons.base.points import scheduled
from addons.base.workflow import Door, System
from addons.base.workflow.bulk import perform_many

from .flow import ParcelFlow
from .models import Parcel


@scheduled(summary=_("Parcels that nobody took for a week go back."), every=60)
def lapse_parcels() -> int:
    due = Parcel.objects.lapsed()
    outcome = perform_many(due, ParcelFlow.lapse, actor=System("lapse"), via=Door.SCHEDULE)
    return outcome.done
