from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.core.mail import send_mail

from addons.base.points import on

from .extends.jobs_job import JobUnderWarranty

if TYPE_CHECKING:
    from addons.base.models import Event


@on(JobUnderWarranty.claim_warranty)
def tell_the_workshop(event: Event) -> None:
    send_mail("A warranty claim", str(event.get_record().claim), None, [settings.SUPPORT_EMAIL])
