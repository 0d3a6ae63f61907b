"""What support hangs on others: it listens to the conversations about its tickets."""

from __future__ import annotations

from addons.chat.points import HEARD

from .saying import heard

HEARD.register("tickets.ticket", heard)
