"""Places in prepared texts, such as {{ customer.name }}, filled in from a ticket.

Nothing is evaluated: a name stands in the table below or the text is refused when it is saved, and
what is filled in is never looked at again.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

if TYPE_CHECKING:
    from addons.tickets.models import Ticket

PLACE: Final = re.compile(r"\{\{\s*([\w.]*)\s*\}\}")

# Name → what it is, and how it is read of (ticket, agent).
PLACES: Final[dict[str, tuple[Any, Callable[[Any, Any], Any]]]] = {
    "customer.name": (
        gettext_lazy("The customer's name"),
        lambda ticket, agent: ticket.customer.get_full_name(),
    ),
    "customer.first_name": (
        gettext_lazy("The customer's first name"),
        lambda ticket, agent: ticket.customer.get_short_name(),
    ),
    "ticket.number": (gettext_lazy("The ticket's number"), lambda ticket, agent: ticket.number),
    "ticket.subject": (gettext_lazy("What it is about"), lambda ticket, agent: ticket.subject),
    "ticket.category": (
        gettext_lazy("The category's name"),
        lambda ticket, agent: ticket.category.name,
    ),
    "ticket.priority": (
        gettext_lazy("How urgent it is"),
        lambda ticket, agent: ticket.get_priority_display(),
    ),
    "agent.name": (
        gettext_lazy("Your name"),
        lambda ticket, agent: agent.get_full_name(),
    ),
    "agent.first_name": (
        gettext_lazy("Your first name"),
        lambda ticket, agent: agent.get_short_name(),
    ),
}


def fill_in(text: str, *, ticket: Ticket, agent: Any) -> str:
    """The text as it reads for this ticket when this agent sends it."""

    def read(found: re.Match[str]) -> str:
        known = PLACES.get(found[1])
        return str(known[1](ticket, agent)) if known is not None else found[0]

    return PLACE.sub(read, text)


def refuse_unknown(text: str) -> None:
    """A validator: names the places that do not exist, and braces that are none."""
    unknown = [name for name in PLACE.findall(text) if name not in PLACES]
    if unknown:
        told = {"unknown": ", ".join(unknown), "known": ", ".join(PLACES)}
        raise ValidationError(_("Not known: %(unknown)s. There are: %(known)s.") % told)
    rest = PLACE.sub("", text)
    if "{{" in rest or "}}" in rest:
        raise ValidationError(
            _("A place is written with two braces on both sides, such as {{ customer.name }}.")
        )
