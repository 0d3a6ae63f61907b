from __future__ import annotations

import os
import time

from django.utils.translation import gettext_lazy as _

from addons.base.points import scheduled
from addons.base.workflow import Door, System
from addons.base.workflow.bulk import perform_many
from addons.base.workflow.doors import perform

from .flow import ParcelFlow
from .models import Parcel


@scheduled(summary=_("Parcels that nobody took for a week go back."), every=60)
def lapse_parcels() -> int:
    due = Parcel.objects.lapsed()
    outcome = perform_many(due, ParcelFlow.lapse, actor=System("lapse"), via=Door.SCHEDULE)
    return outcome.done


@scheduled(summary=_("The carrier weighs what is marked for it."), every=2)
def weigh_parcels() -> int:
    """One after the other, so that a test can stop it in between."""
    due = Parcel.objects.filter(title="weigh me", weighed=0).order_by("pk")
    for parcel in due:
        perform(parcel, ParcelFlow.weigh, actor=System("scales"), via=Door.SCHEDULE)
        time.sleep(float(os.environ.get("DUMMY_PAUSE", "0")))
    return len(due)
