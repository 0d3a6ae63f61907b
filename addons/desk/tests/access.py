"""Who finds what at the desk: see addons/base/testing/access.py."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from addons.base import clock
from addons.base.testing.access import STAFF, Cells
from addons.desk.models import CannedReply, HeldReply, Macro, MacroStep
from addons.tickets.models import Ticket
from addons.tickets.tests.access import WORKS


def things(people: dict[str, Any], made: dict[str, Any]) -> dict[str, Any]:
    agent, ticket = people["support_agent"], Ticket.objects.order_by("-pk").first()
    macro = Macro.objects.create(owner=agent, name="Begin")
    # Of one key, because its address has both.
    step = MacroStep.objects.create(
        pk=macro.pk, macro=macro, order=1, kind="tags", given={"tags": "new"}
    )
    return {
        "held_reply": HeldReply.objects.create(
            agent=agent, ticket=ticket, key="k", text="Soon.", send_at=clock.now()
        ),
        "canned_reply": CannedReply.objects.create(owner=agent, name="Hello", text="Hello."),
        "macro": macro,
        "macro_step": step,
    }


TICKET = Cells("ticket", WORKS)
POSTED = replace(TICKET, get=405)
OWN = {"support_agent"}
MACRO = Cells("macro", OWN)

PAGES = {
    **{f"admin/desk/<int:pk>/{part}": TICKET for part in ("", "head/", "log/", "customer/")},
    "admin/desk/<int:pk>/replies/": TICKET,
    "admin/desk/<int:pk>/draft/": POSTED,
    "admin/desk/<int:pk>/send/": POSTED,
    "admin/desk/<int:pk>/files/": POSTED,
    "admin/desk/<int:pk>/files/<int:file>/remove/": replace(POSTED, given={"file": 1}),
    "admin/desk/held/<int:pk>/take-back/": Cells("held_reply", OWN, get=405),
    "admin/desk/prepared/<int:pk>/": Cells("canned_reply", OWN),
    "admin/desk/macros/<int:pk>/": MACRO,
    "admin/desk/macros/<int:pk>/add/<slug:what>/": replace(MACRO, given={"what": "reply"}),
    "admin/desk/macros/<int:pk>/steps/<int:step>/": Cells("macro_step", OWN, get=405, knows=STAFF),
}
