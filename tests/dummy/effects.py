from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

from django.core.mail import send_mail

from addons.base.points import on

from .flow import ParcelFlow

if TYPE_CHECKING:
    from addons.base.models import Event


@on(ParcelFlow.send)
def write_to_sender(event: Event) -> None:
    parcel = event.get_record()
    match parcel.title:
        case "kills its worker":
            os._exit(9)
        case "takes for ever":
            time.sleep(3600)
    send_mail("Your parcel is on its way", str(parcel), None, [parcel.sender.email])
