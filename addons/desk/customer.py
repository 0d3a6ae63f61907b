"""The customer beside the ticket: who they are, and what of theirs the agent may see."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import FieldDoesNotExist

from addons.base.surfaces.console.listing import COUNTED
from addons.base.surfaces.console.sites import record_viewsets
from addons.base.workflow.compose import flow_of
from addons.tickets.models import Ticket

from .points import CUSTOMER_PANELS

SHOWN = 3


def panels_of(ticket: Ticket, actor: Any) -> list[dict[str, Any]]:
    """What addons hang there, then their records of each type, the other tickets first."""
    hung = sorted(CUSTOMER_PANELS, key=lambda panel: panel.order)
    told = (
        {"label": panel.label, "icon": panel.icon, "shown": panel.context(ticket.customer, actor)}
        for panel in hung
    )
    return [*(each for each in told if each["shown"] is not None), *records_of(ticket, actor)]


def records_of(ticket: Ticket, actor: Any) -> Iterator[dict[str, Any]]:
    viewsets = [v for v in record_viewsets() if is_theirs(v.model) and v.may_open(actor)]
    for viewset in sorted(viewsets, key=lambda v: v.model is not Ticket):
        theirs = viewset.visible_to(actor).filter(customer=ticket.customer_id).order_by("-pk")
        if viewset.model is Ticket:
            theirs = theirs.exclude(pk=ticket.pk)
        latest = list(theirs[: SHOWN + 1])
        if not latest:
            continue
        lines = [
            {
                "url": viewset.record_url(record.pk),
                "title": str(record),
                "hint": getattr(record, "subject", ""),
                "state": record.get_state,
            }
            for record in latest[:SHOWN]
        ]
        # The list behind shows all of them, this one too.
        url = f"{viewset.url('index')}?view=all&of=customer:{ticket.customer_id}"
        count = theirs.order_by()[:COUNTED].count() if len(latest) > SHOWN else len(latest)
        shown = {"lines": lines, "url": url, "count": count}
        yield {"label": viewset.label, "icon": viewset.icon, "shown": shown}


def is_theirs(model: Any) -> bool:
    """Whether it is a customer's, and by itself: parts of another record stand with that one."""
    try:
        field = model._meta.get_field("customer")
    except FieldDoesNotExist:
        return False
    return field.related_model is get_user_model() and flow_of(model).flow.root is None
