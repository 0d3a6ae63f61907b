"""The ways to pay as the last page of a booking offers them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from addons.base.workflow.states import Text

from .models import Job
from .points import PAYMENT_METHODS, Obstacle, PaymentMethod, methods_for

if TYPE_CHECKING:
    from addons.catalog.models import ServiceCategory


@dataclass(frozen=True)
class WayToPay:
    """One method as it is offered: chosen, open, or with what stands in its way."""

    key: str
    method: PaymentMethod
    explained: Text
    obstacle: Obstacle | None
    way_out: str
    is_chosen: bool


def ways_to_pay(
    customer: Any, category: ServiceCategory, total: Decimal, *, wanted: str, back: str
) -> list[WayToPay]:
    """Those of the category in their order. Chosen is the one wanted, else the last used, else cash."""
    methods = methods_for(category)
    obstacles = {key: method.obstacle(customer, total) for key, method in methods.items()}
    usable = [key for key, obstacle in obstacles.items() if obstacle is None]
    likely = (key for key in (wanted, last_used_by(customer), "cash", *usable) if key in usable)
    chosen = next(likely, "")
    return [
        WayToPay(
            key=key,
            method=method,
            explained=method.explain(category),
            obstacle=(obstacle := obstacles[key]),
            # From where it was mended they come back with their choice.
            way_out=obstacle.way_out(back=f"{back}?pay={key}") if obstacle else "",
            is_chosen=key == chosen,
        )
        for key, method in methods.items()
    ]


def usual_way(category: ServiceCategory) -> str:
    """The method of who was not asked: cash where it is taken, else the first; "" if none is."""
    methods = methods_for(category)
    return "cash" if "cash" in methods else next(iter(methods), "")


def last_used_by(customer: Any) -> str:
    jobs = Job.objects.of_customer(customer).order_by("-pk")
    return jobs.values_list("payment_method", flat=True).first() or ""


def page_after(job: Job) -> str:
    """Where the customer goes from a booking: what the method says, else the job's page."""
    method = PAYMENT_METHODS[job.payment_method]
    return (method.after(job) if method.after is not None else "") or job.get_absolute_url()
