"""What the mailbox hangs on others: what stands on the envelope of each mail that goes out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from addons.base.faults import FAULTS
from addons.notifications.points import ENVELOPES, Envelope
from addons.tickets.models import Ticket

from .addresses import reply_address, report_address, support_address
from .models import IncomingMail

if TYPE_CHECKING:
    from addons.notifications.models import Delivery

# As many as mail programs need to find the thread.
LATEST = 5

FAULTS.register("mailbox:written", "A mail's bytes are on the disk, its record is not there.")
FAULTS.register("mailbox:said", "The message of a mail is written, not committed.")


def envelope(delivery: Delivery) -> Envelope:
    """Reports come to an address of the mail's own; answers to one of the ticket and its customer."""
    report = report_address(delivery=delivery.pk)
    ticket = _ticket_of(delivery)
    if ticket is None or ticket.customer_id != delivery.user_id:
        return Envelope(return_path=report)
    return Envelope(
        return_path=report,
        reply_to=reply_address(ticket=ticket.pk, person=delivery.user_id),
        headers=threaded(ticket),
        hint=_("You can answer this mail."),
    )


def threaded(ticket: Ticket) -> dict[str, str]:
    """Beside a name for the ticket that is always the same, the latest mails of the customer."""
    _local, domain = support_address()
    root = f"<ticket-{ticket.pk}@{domain}>"
    theirs = IncomingMail.objects.of_ticket(ticket).exclude(message_id="").order_by("-pk")
    latest = list(theirs.values_list("message_id", flat=True)[:LATEST])
    return {
        "In-Reply-To": latest[0] if latest else root,
        "References": " ".join([root, *reversed(latest)]),
    }


def _ticket_of(delivery: Delivery) -> Ticket | None:
    event = delivery.event
    if event.record_type != Ticket._meta.label_lower:
        return None
    found: Ticket | None = Ticket.objects.filter(pk=event.record_id).first()
    return found


ENVELOPES.register(envelope)
