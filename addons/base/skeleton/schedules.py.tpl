from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from addons.base.points import scheduled
from addons.base.workflow import Door, System
from addons.base.workflow.bulk import perform_many

from .flow import ${Record}Flow
from .models import $Record


@scheduled(cron="5 * * * *", summary=_("Lets lapse what nobody finished in time."))
def let_lapse() -> int:
    due = $Record.objects.due_to_lapse()
    actor = System("$name.let_lapse")
    return perform_many(due, ${Record}Flow.lapse, actor=actor, via=Door.SCHEDULE).done
