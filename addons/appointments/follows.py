"""What an appointment does to the consultant's time, and the talk that it becomes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from addons.base.faults import fault
from addons.base.points import follows
from addons.base.workflow import Door, Refused
from addons.base.workflow.doors import create
from addons.consultations.flow import ConsultationFlow
from addons.consultations.models import Consultation
from addons.consultations.models.rate import services_by_the_minute

from .flow import AppointmentFlow
from .models import Appointment, BegunTalk, TakenQuarter
from .states import Obstacle

if TYPE_CHECKING:
    from addons.base.workflow.changes import Change


@follows(AppointmentFlow.book)
def take_the_time(appointment: Appointment, change: Change) -> None:
    TakenQuarter.objects.claim(appointment)


@follows(AppointmentFlow.move)
def take_the_other_time(appointment: Appointment, change: Change) -> None:
    TakenQuarter.objects.release(appointment)
    TakenQuarter.objects.claim(appointment)


@follows(AppointmentFlow.cancel, AppointmentFlow.lapse)
def free_the_time(appointment: Appointment, change: Change) -> None:
    TakenQuarter.objects.release(appointment)


@follows(AppointmentFlow.begin)
def ask_to_talk(appointment: Appointment, change: Change) -> None:
    """The usual request in the customer's name; it ends with the time that was booked.

    Two who are talking already when their time comes have what they booked.
    """
    require_same_terms(appointment)
    running = Consultation.objects.under_way().of_customer(appointment.customer)
    talk = running.filter(provider=appointment.provider, begun_by=None).first()
    if talk is None:
        data = {
            "provider": appointment.provider_id,
            "category": appointment.category.slug,
            "ends_at": appointment.ends_at.isoformat(),
        }
        actor = appointment.customer
        talk = create(Consultation, actor=actor, data=data, via=Door.FOLLOW_UP)
    fault("appointments:talk-asked")
    BegunTalk.objects.create(appointment=appointment, consultation=talk)


def require_same_terms(appointment: Appointment) -> None:
    """Nobody is asked who has gone, and nobody pays more a minute than when they booked."""
    provider = appointment.provider
    services = services_by_the_minute(provider).filter(category=appointment.category_id)
    service = services.first()
    if service is None or not provider.is_verified or not service.category.is_live:
        raise Refused(Obstacle.GONE, _("They do not talk about this any more."))
    if service.price > appointment.price_per_minute:
        raise Refused(Obstacle.PRICE, _("The price has gone up since it was booked."))


@follows(
    ConsultationFlow.end,
    ConsultationFlow.close,
    ConsultationFlow.decline,
    ConsultationFlow.withdraw,
    ConsultationFlow.miss,
)
def give_back_the_rest(consultation: Consultation, change: Change) -> None:
    """What is left of the booked time when the talk is over."""
    begun = BegunTalk.objects.filter(consultation=consultation).first()
    if begun is not None:
        TakenQuarter.objects.release_rest(begun.appointment_id)
