"""What support hangs on others: it listens to the conversations about its tickets and enquiries."""

from __future__ import annotations

from addons.chat.points import HEARD

from . import enquiring, saying

HEARD.register("tickets.ticket", saying.heard)
HEARD.register("tickets.enquiry", enquiring.heard)
