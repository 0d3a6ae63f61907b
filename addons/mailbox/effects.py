from __future__ import annotations

from typing import TYPE_CHECKING

from addons.base.points import on

from .flow import MailFlow
from .models import IncomingMail
from .taking import take

if TYPE_CHECKING:
    from addons.base.models import Event


@on(MailFlow.receive, MailFlow.admit, MailFlow.retry)
def take_it(event: Event) -> None:
    take(IncomingMail.objects.get(pk=event.record_id))
