from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.mail import send_mail

from addons.base.points import on

from .extends.dummy_parcel import ParcelAtCustoms

if TYPE_CHECKING:
    from addons.base.models import Event


@on(ParcelAtCustoms.hold)
def tell_sender(event: Event) -> None:
    parcel = event.get_record()
    send_mail("Customs hold your parcel", str(parcel), None, [parcel.sender.email])
