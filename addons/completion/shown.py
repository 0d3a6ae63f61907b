"""A job's confirmation as its page shows it to one of the two sides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.functional import cached_property

from addons.base.models import Attachment
from addons.base.uploads import is_picture
from addons.tickets.models import Ticket

from .models import CompletionRequest

if TYPE_CHECKING:
    from addons.jobs.models import Job


@dataclass
class ShownCompletion:
    """The last question about a job, through the eyes of one reader."""

    job: Job
    request: CompletionRequest
    reader: Any

    @property
    def is_customer(self) -> bool:
        return bool(self.job.customer_id == self.reader.pk)

    @property
    def provider(self) -> str:
        return self.job.provider.display_name if self.job.provider else ""

    @property
    def customer(self) -> str:
        return self.job.customer.get_full_name()

    @cached_property
    def photos(self) -> list[Attachment]:
        files = Attachment.objects.filter(
            record_type=self.request.record_type, record_id=str(self.request.pk)
        )
        return [file for file in files.order_by("pk") if is_picture(file)]

    @property
    def is_to_be_put_right(self) -> bool:
        """The customer was not content, and the work goes on."""
        return bool(self.request.approved is False and not self.is_over)

    @property
    def is_disputed(self) -> bool:
        """Not answered by the customer on the page, and not settled either."""
        return self.request.approved is None and not (self.request.is_open or self.is_over)

    @property
    def is_over(self) -> bool:
        return bool(self.job.get_state().final)

    @cached_property
    def ticket(self) -> Ticket | None:
        """Where it goes on with our support, for who may read it."""
        found: Ticket | None = (
            Ticket.objects.visible_to(self.reader)
            .under_way()
            .filter(pk=self.request.ticket_id)
            .first()
        )
        return found


def shown_completion(job: Job, reader: Any) -> ShownCompletion | None:
    """None where there is nothing left to say: nobody was asked, or it is confirmed."""
    is_party = job.customer_id == reader.pk or job.is_assigned_to(reader)
    if not is_party or job.get_state().final:
        return None
    last = CompletionRequest.objects.of(job).order_by("-round").first()
    return None if last is None else ShownCompletion(job, last, reader)
