"""What people hear at once of a job: the `job_update` messages of the contract."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from addons.base.events.chain import plain
from addons.base.points import SOCKETS, tells
from addons.base.workflow.compose import flow_of

from .flow import JobFlow
from .models import Job, Offer
from .offer_flow import OfferFlow
from .points import job_update
from .work_socket import WorkSocket

if TYPE_CHECKING:
    from addons.base.models import Event

SOCKETS.register("work/<uuid:pk>/", WorkSocket)

Messages = Iterable[tuple[int, dict[str, Any]]]


@tells(OfferFlow.make)
def tell_the_provider_asked(event: Event) -> Messages:
    offer = Offer.objects.select_related("job__category", "provider__user").get(pk=event.record_id)
    text = _("New offer: %(what)s. Answer in time.") % {"what": offer.job.category.name}
    yield (
        offer.provider.user_id,
        job_update(event, offer.job, "JOB_OFFERED", text)
        | {"offer_id": offer.pk, "expires_at": plain(offer.expires_at)},
    )


@tells(OfferFlow.expire, OfferFlow.withdraw)
def tell_the_provider_it_is_gone(event: Event) -> Messages:
    offer = Offer.objects.select_related("job", "provider__user").get(pk=event.record_id)
    # An accepted offer ends with its job, which says so itself.
    if event.previous_state == "open":
        name = flow_of(Offer).transitions[event.transition].event
        text = _("The offer %(job)s is gone.") % {"job": offer.job}
        yield offer.provider.user_id, job_update(event, offer.job, name, text)


@tells(
    JobFlow.accept,
    JobFlow.reject,
    JobFlow.lapse,
    JobFlow.call_dispatcher,
    JobFlow.assign,
    JobFlow.unassign,
    JobFlow.reschedule,
    JobFlow.agree_to_time,
    JobFlow.keep_time,
    JobFlow.start,
    JobFlow.complete,
    JobFlow.cancel,
)
def tell_the_sides(event: Event) -> Messages:
    job = Job.objects.with_people().get(pk=event.record_id)
    name = flow_of(Job).transitions[event.transition].event
    message = job_update(event, job, name, sentence(event, job))
    for user_id in sides(event, job):
        yield user_id, message


def sides(event: Event, job: Job) -> Iterator[int]:
    """The customer hears all; the provider what concerns an assigned job. Nobody hears oneself
    but the customer whose offer was answered."""
    yield job.customer_id
    concerns_provider = event.new_state != "pending" and event.transition not in {"accept", "start"}
    if job.provider is not None and concerns_provider:
        yield job.provider.user_id


def sentence(event: Event, job: Job) -> str:
    """The message in plain words, in the language of the process's reader."""
    name = job.provider.display_name if job.provider else ""
    sentences = {
        "accept": _("{name} has accepted your request!"),
        "reject": _("Provider rejected your request. Looking for another..."),
        "lapse": _("The provider did not answer in time. Looking for another..."),
        "call_dispatcher": _("Nobody near is free now. Our staff looks for somebody for you."),
        "assign": _("{name} has been given the job."),
        "unassign": _("The provider cannot come. Looking for another..."),
        "reschedule": _("Another time was asked for."),
        "agree_to_time": _("The new time was agreed."),
        "keep_time": _("The old time stays."),
        "start": _("{name} has started the work."),
        "complete": _("The work was finished."),
        "cancel": _("The booking was cancelled."),
    }
    return sentences[event.transition].format(name=name)
