"""What time does to mails: those that nobody could take, and those that are settled."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from addons.base.points import scheduled
from addons.base.workflow import Door, System
from addons.base.workflow.bulk import perform_many

from .flow import MailFlow
from .models import IncomingMail
from .states import Reason
from .storing import forget_content, forget_unnoted

LATE = System("mailbox.show_what_lies")


@scheduled(cron="*/10 * * * *", summary=_("Shows mails that nobody could take for hours."))
def show_what_lies() -> int:
    """One that ends its worker each time is not tried for ever."""
    lying = IncomingMail.objects.left_lying()
    data = {"why": Reason.LATE.value}
    return perform_many(lying, MailFlow.fail, actor=LATE, data=data, via=Door.SCHEDULE).done


@scheduled(cron="20 3 * * *", summary=_("Deletes the originals of mails that are settled."))
def clear_originals() -> int:
    """The file first: one that a killed sweep leaves behind would lie there for ever."""
    due = IncomingMail.objects.to_clear()
    for mail in due.iterator():
        forget_content(mail.raw)
    forget_unnoted()
    return perform_many(due, MailFlow.clear, actor=System("mailbox.clear"), via=Door.SCHEDULE).done
