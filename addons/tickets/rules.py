"""Who may do what with a ticket. None of these asks for the state."""

from __future__ import annotations

from typing import Any

import rules

from addons.base.predicates import has_role

from .querysets import watches, works

leads = has_role("support_manager")


@rules.predicate
def is_customer(user: Any, ticket: Any) -> bool:
    return ticket is not None and ticket.customer_id == user.pk


rules.add_perm("tickets.submit_ticket", rules.is_authenticated)
rules.add_perm("tickets.follow_ticket", is_customer | watches)
rules.add_perm("tickets.answer_ticket", is_customer | works)
rules.add_perm("tickets.close_ticket", is_customer | works)
rules.add_perm("tickets.rate_ticket", is_customer)
rules.add_perm("tickets.work_ticket", works)
rules.add_perm("tickets.watch_tickets", watches)
rules.add_perm("tickets.lead_desk", leads)
rules.add_perm("tickets.see_dashboard", works)

# Wagtail's pages ask these names. Nothing of it is deleted, it is switched off.
for model in ("ticketcategory", "team", "servicepolicy", "servicecalendar", "agentprofile"):
    rules.add_perm(f"tickets.view_{model}", works)
    rules.add_perm(f"tickets.add_{model}", leads)
    rules.add_perm(f"tickets.change_{model}", leads)
rules.add_perm("tickets.change_ticketspolicy", leads)
