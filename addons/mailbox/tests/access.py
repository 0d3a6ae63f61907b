"""Who finds what of an incoming mail: see addons/base/testing/access.py."""

from __future__ import annotations

from typing import Any

from addons.base.testing.access import Cells, console_of
from addons.base.workflow import Door, System
from addons.base.workflow.doors import create
from addons.mailbox.models import IncomingMail

WORKS = {"administrator", "support_manager", "support_agent"}
LEADS = {"administrator", "support_manager"}


def things(people: dict[str, Any], made: dict[str, Any]) -> dict[str, Any]:
    data = {
        "digest": "0" * 64,
        "raw": "mail/none.eml",
        "size": 1,
        "sender": "somebody@example.org",
        "recipients": ["support@example.com"],
        "subject": "A question",
    }
    made_by = System("mailbox.receive_mail")
    return {"mail": create(IncomingMail, actor=made_by, data=data, via=Door.MAIL)}


PAGES = {
    **console_of(
        "mailbox/incomingmail",
        Cells("mail", WORKS, given={"state": "received", "transition": "admit"}),
        acts=WORKS,
        edits=set(),
        overrides=LEADS,
    ),
}
TOPICS = {"mailbox.incomingmail": Cells("mail", WORKS)}
