"""Who finds what of a parcel: see addons/base/testing/access.py."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.core.files.base import ContentFile

from addons.base import clock
from addons.base.models import Attachment
from addons.base.testing.access import STAFF, Cells, console_of, rest_of
from addons.base.tests.parcels import pack, send

PARCEL = Cells("parcel", {"customer", *STAFF})
SLIP = Cells("slip", {"customer", *STAFF})


def things(people: dict[str, Any], made: dict[str, Any]) -> dict[str, Any]:
    parcel = send(pack(people["customer"]), people["customer"])
    photo = Attachment(record_type=parcel.record_type, record_id=str(parcel.pk), name="tap.png")
    photo.content_type, photo.size, photo.created_at = "image/png", 3, clock.now()
    photo.file.save("tap.png", ContentFile(b"tap"))
    return {"parcel": parcel, "slip": parcel.slips.get(), "attachment": photo}


PAGES = {
    "files/<int:pk>/": replace(PARCEL, thing="attachment"),
    **rest_of("parcels", PARCEL),
    **rest_of("slips", SLIP, key="uuidstr"),
    **console_of(
        "dummy/parcel",
        Cells("parcel", STAFF, given={"state": "sent", "transition": "weigh"}),
        creates=STAFF,
        acts=STAFF,
        edits=STAFF,
        overrides={"administrator"},
    ),
    **console_of(
        "dummy/slip",
        Cells("slip", STAFF, given={"state": "blank", "transition": "sign"}),
        key="uuid",
        acts=STAFF,
    ),
}
SOCKETS = {"parcel/<int:pk>/": PARCEL}
TOPICS = {"dummy.parcel": PARCEL, "dummy.slip": SLIP, "depot": Cells("", STAFF)}
