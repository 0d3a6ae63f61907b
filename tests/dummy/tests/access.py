"""Who finds what of a parcel: see addons/base/testing/access.py."""

from __future__ import annotations

from typing import Any

from addons.base.testing.access import STAFF, Cells, console_of, rest_of
from addons.base.tests.parcels import pack, send

PARCEL = Cells("parcel", {"customer", *STAFF})
SLIP = Cells("slip", {"customer", *STAFF})


def things(people: dict[str, Any], made: dict[str, Any]) -> dict[str, Any]:
    parcel = send(pack(people["customer"]), people["customer"])
    return {"parcel": parcel, "slip": parcel.slips.get()}


PAGES = {
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
