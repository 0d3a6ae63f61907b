"""What the two sides of a job may read of each other, asked of a record or of a row alike."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .states import ASSIGNED, IN_PROGRESS, PENDING

LIVE_KEYS = {ASSIGNED.key, IN_PROGRESS.key}

# A name and a phone number, read only if somebody may know them.
Contact = Callable[[], tuple[str, str]]


@dataclass(frozen=True)
class Sides:
    """Who the two are, as user ids, and how far the job has come."""

    state: str
    customer_id: int
    provider_user_id: int | None

    def is_assigned_to(self, user: Any) -> bool:
        """Whether the user's provider has the job, not only an offer of it."""
        is_provider = self.provider_user_id is not None and self.provider_user_id == user.pk
        return is_provider and self.state != PENDING.key

    def contact_for(
        self, user: Any, *, customer: Contact, provider: Contact
    ) -> dict[str, str] | None:
        """The other side's name and phone number, from acceptance to finish."""
        if self.state not in LIVE_KEYS or self.provider_user_id is None:
            return None
        if user.pk == self.customer_id:
            other = provider
        elif user.pk == self.provider_user_id:
            other = customer
        else:
            return None
        name, phone = other()
        return {"name": name, "phone": phone}
