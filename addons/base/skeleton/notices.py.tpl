from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from addons.base.models import Event
from addons.notifications.points import declare_notice

from .flow import ${Record}Flow


def facts(event: Event) -> dict[str, Any]:
    return {"title": event.get_record().title}


declare_notice(
    "done",
    after=${Record}Flow.finish,
    title=_("Something of yours is done"),
    subject=_("{title} is done"),
    text=_("{title} is done. Open it to see what came out of it."),
    fields={"title": _("what it is about")},
    audience=lambda event: [event.get_record().owner_id],
    context=facts,
    url=lambda event: event.get_record().get_absolute_url(),
)
