"""What mails do to a ticket: it says that it came by one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from addons.base.workflow import ANY, MACHINE_DOORS, SAME, SYSTEM_ONLY, extends, transition
from addons.tickets.states import Source

if TYPE_CHECKING:
    from addons.tickets.models import Ticket


@extends("tickets.Ticket")
class TicketByMail:
    @transition(
        source=ANY,
        target=SAME,
        label=_("Note that it came by e-mail"),
        permission=SYSTEM_ONLY,
        doors=MACHINE_DOORS,
        customer_label=_("It came by e-mail"),
    )
    def come_by_mail(self: Ticket) -> None:
        """It began with a mail to our address."""
        self.source = Source.EMAIL
