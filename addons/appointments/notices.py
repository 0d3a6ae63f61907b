"""What people are told about an appointment by inbox and e-mail."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from addons.base.models import Event
from addons.base.workflow.declare import Body
from addons.base.workflow.states import Text
from addons.notifications.points import declare_notice

from .audiences import appointment_of, both_sides, consultant_of, customer_of
from .flow import AppointmentFlow
from .states import Obstacle
from .words import advice_after, advice_now

FIELDS = {
    "number": _("the appointment's number"),
    "about": _("what it is about"),
    "customer": _("the customer's name"),
    "consultant": _("the consultant's name"),
    "when": _("when it begins"),
    "minutes": _("how many minutes"),
    "price": _("the price per minute"),
    "reason": _("why"),
}
OBSTACLE_FIELDS = FIELDS | {
    "obstacle": _("what is in the way"),
    "advice": _("what to do now"),
}


def facts(event: Event) -> dict[str, Any]:
    appointment = appointment_of(event)
    return {
        "number": str(appointment),
        "about": appointment.category.name,
        "customer": appointment.customer.get_full_name(),
        "consultant": appointment.provider.display_name,
        "when": appointment.starts_at,
        "minutes": str(appointment.minutes),
        "price": appointment.price_per_minute,
        "reason": event.reason,
    }


def obstacle_facts(event: Event) -> dict[str, Any]:
    obstacle = appointment_of(event).obstacle or Obstacle.OTHER
    return facts(event) | {"obstacle": Obstacle(obstacle).label, "advice": ""}


def advice_for(event: Event, user: Any) -> dict[str, Any]:
    appointment = appointment_of(event)
    find = advice_after if event.transition == AppointmentFlow.lapse.__name__ else advice_now
    return {"advice": find(appointment.obstacle, appointment.side_of(user))}


def page_of(event: Event) -> str:
    return appointment_of(event).get_absolute_url()


def page_of_talk(event: Event) -> str:
    talk = appointment_of(event).consultation
    return talk.get_absolute_url() if talk else page_of(event)


def tell(
    name: str,
    whom: Callable[[Event], Iterable[int]],
    *,
    after: Body,
    title: Text,
    subject: Text,
    text: Text,
    **more: Any,
) -> None:
    usual: dict[str, Any] = {"fields": FIELDS, "context": facts, "url": page_of}
    declare_notice(
        name, after=after, audience=whom, title=title, subject=subject, text=text, **usual | more
    )


tell(
    "booked",
    consultant_of,
    after=AppointmentFlow.book,
    title=_("A customer has booked a time with you"),
    subject=_("{customer} wants to talk to you: {when}"),
    text=_(
        "{customer} has booked {minutes} minutes about {about}: {when}. Be on duty then; the "
        "request comes by itself. If you cannot, cancel with a reason in time."
    ),
)
tell(
    "moved",
    both_sides,
    after=AppointmentFlow.move,
    title=_("An appointment is at another time"),
    subject=_("{customer} and {consultant} talk at another time: {when}"),
    text=_(
        "The talk about {about} is now booked for {when}, {minutes} minutes. If it does not suit "
        "you, cancel it on its page."
    ),
)
tell(
    "soon_for_customer",
    customer_of,
    after=AppointmentFlow.remind,
    title=_("Your appointment is soon"),
    subject=_("You talk to {consultant}: {when}"),
    text=_(
        "Your talk about {about} begins: {when}. It costs {price} a minute. See that your wallet "
        "covers the first minutes, and open the page when it begins."
    ),
)
tell(
    "soon_for_consultant",
    consultant_of,
    after=AppointmentFlow.remind,
    title=_("A customer's appointment is soon"),
    subject=_("{customer} talks to you: {when}"),
    text=_(
        "The talk with {customer} about {about} begins: {when}. Be on duty then and accept the "
        "request, which comes by itself."
    ),
)
tell(
    "begun",
    customer_of,
    after=AppointmentFlow.begin,
    title=_("Your appointment begins"),
    subject=_("It is time: we ask {consultant} now"),
    text=_(
        "It is time for your talk about {about}. Open the page now: it begins as soon as you both "
        "are there, and nothing is charged before."
    ),
    url=page_of_talk,
)
WITH_OBSTACLE: dict[str, Any] = {
    "fields": OBSTACLE_FIELDS,
    "context": obstacle_facts,
    "personal": advice_for,
}
tell(
    "delayed",
    both_sides,
    after=AppointmentFlow.delay,
    title=_("An appointment cannot begin yet"),
    subject=_("{customer} and {consultant}: the talk cannot begin yet"),
    text=_("The talk was to begin: {when}. In the way: {obstacle}. {advice}"),
    **WITH_OBSTACLE,
)
tell(
    "lapsed",
    both_sides,
    after=AppointmentFlow.lapse,
    title=_("An appointment did not begin"),
    subject=_("{customer} and {consultant}: the talk did not begin"),
    text=_("The talk was to begin: {when}. In the way: {obstacle}. {advice}"),
    **WITH_OBSTACLE,
)
tell(
    "cancelled",
    both_sides,
    after=AppointmentFlow.cancel,
    title=_("An appointment is cancelled"),
    subject=_("{customer} and {consultant}: the talk is cancelled"),
    text=_(
        "The talk about {about} is cancelled: {when}. Nothing is charged, and the time is free "
        "again. {reason}"
    ),
)
