"""What a consultation does to its meter, the money, the chat and the consultant's duty."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from addons.base.points import follows, follows_all
from addons.base.workflow import Door, Refused, System
from addons.base.workflow.doors import perform
from addons.chat import points as chat
from addons.providers.flow import ProviderFlow
from addons.providers.models import Provider, ProviderStanding
from addons.providers.points import is_bound

from .flow import ConsultationFlow
from .funding import begin, stop_of
from .models import Consultation, Meter
from .settling import settle

if TYPE_CHECKING:
    from collections.abc import Mapping

    from addons.base.workflow.changes import Change

HOUSE = System("consultations")
