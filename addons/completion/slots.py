"""What completion hangs on others: talks are kept while a case is open, and what a yes comes to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from addons.base import money
from addons.base.faults import FAULTS
from addons.base.points import advises
from addons.base.workflow.states import Text
from addons.chat.points import KEEPERS
from addons.jobs.models import WorkSession
from addons.jobs.points import DEMO_ENDINGS, PAYMENT_METHODS
from addons.tickets.models import Ticket

from .extends.jobs_job import JobCompletion
from .models import CompletionRequest
from .playing import ENDING

if TYPE_CHECKING:
    from addons.chat.models import Conversation
    from addons.jobs.models import Job


def keeps(conversation: Conversation) -> bool:
    """Support may need what was said as long as the work or a ticket about it is not settled."""
    if conversation.about_type != WorkSession._meta.label_lower:
        return False
    session = WorkSession.objects.filter(pk=conversation.about_id).select_related("job").first()
    if session is None:
        return False
    job = session.job
    tickets = Ticket.objects.under_way().filter(
        related_type=job.record_type, related_id=str(job.pk)
    )
    is_asked = CompletionRequest.objects.open().of(job).exists()
    return is_asked or not job.get_state().final or tickets.exists()


KEEPERS.register("completion", keeps)
FAULTS.register(
    "completion:complained", "The complaint's ticket is there, the answer is not written."
)
FAULTS.register("completion:escalated", "The ticket is there, its follow-up is not.")
FAULTS.register("completion:followed-up", "The follow-up has its outcome, not committed.")


@advises(JobCompletion.approve_completion)
def what_a_yes_comes_to(job: Job, actor: Any) -> Text | None:
    """What was paid or reserved before goes to the provider now."""
    method = PAYMENT_METHODS.get(job.payment_method)
    if method is None or job.total <= 0 or job.provider is None:
        return None
    words = {"amount": money.display(job.total), "name": job.provider.display_name}
    if method.before_work:
        return _("%(amount)s is then paid to %(name)s.") % words
    return _("You pay %(name)s %(amount)s in cash, if you have not done so.") % words


DEMO_ENDINGS.register(ENDING)
