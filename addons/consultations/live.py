"""What both sides hear at once: the socket of a consultation, and messages to the person."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from addons.base.events.chain import plain
from addons.base.points import SOCKETS, tells
from addons.base.workflow.compose import flow_of

from .audiences import both_sides, consultation_of
from .flow import ConsultationFlow
from .models import Consultation
from .talk_socket import ConsultationSocket

if TYPE_CHECKING:
    from addons.base.models import Event

SOCKETS.register("consultations/<int:pk>/", ConsultationSocket)


@tells(
    ConsultationFlow.request,
    ConsultationFlow.accept,
    ConsultationFlow.decline,
    ConsultationFlow.withdraw,
    ConsultationFlow.miss,
    ConsultationFlow.start,
    ConsultationFlow.schedule_end,
    ConsultationFlow.end,
    ConsultationFlow.close,
)
def tell_the_other_side(event: Event) -> Iterable[tuple[int, dict[str, Any]]]:
    consultation = consultation_of(event)
    message = {
        "type": "consultation_update",
        "event": flow_of(Consultation).transitions[event.transition].event,
        "consultation_id": consultation.pk,
        "provider_id": consultation.provider_id,
        "provider_name": consultation.provider.display_name,
        "message": sentence(event, consultation),
        "timestamp": plain(event.at),
    }
    for person in both_sides(event):
        yield person, message


def sentence(event: Event, consultation: Consultation) -> str:
    """The message in plain words, in the language of the process's reader."""
    names = {
        "customer": consultation.customer.get_full_name(),
        "consultant": consultation.provider.display_name,
    }
    sentences = {
        "request": _("{customer} asks to talk to you now."),
        "accept": _("{consultant} is ready to talk."),
        "decline": _("{consultant} has no time now."),
        "withdraw": _("{customer} does not wait any more."),
        "miss": _("The talk did not come about."),
        "start": _("The talk has begun; the time runs."),
        "schedule_end": _("The talk ends by itself at the time that was set."),
        "end": _("The talk has ended."),
        "close": _("The talk has ended."),
    }
    return sentences[event.transition].format(**names)
