"""What other addons may hang on the desk."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from addons.base.registry import ListRegistry
from addons.base.workflow.states import Text

__all__ = ["CUSTOMER_PANELS", "CustomerPanel"]


@dataclass(frozen=True, kw_only=True)
class CustomerPanel:
    """A panel about the customer beside the ticket.

    `context(customer, actor)` gives {facts} as pairs of label and text, {lines} as dictionaries of
    url, title, hint and state, and {url} of the page behind; or None where there is nothing that
    this actor may see.
    """

    label: Text
    icon: str
    context: Callable[[Any, Any], dict[str, Any] | None]
    order: int = 100


CUSTOMER_PANELS: ListRegistry[CustomerPanel] = ListRegistry(
    "customer panel",
    "`slots.py`: what an addon shows of the customer beside a ticket at the desk. Records with a "
    "`customer` and pages of their own stand there by themselves. Asked when a ticket is opened.",
)
