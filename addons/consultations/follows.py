"""What a consultation does to its meter, the money, the chat and the consultant's duty."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from addons.base import clock
from addons.base.points import follows, follows_all
from addons.base.workflow import Door, System
from addons.base.workflow.doors import perform
from addons.chat import points as chat
from addons.payments.flow import PaymentFlow
from addons.providers.flow import ProviderFlow
from addons.providers.models import Provider
from addons.providers.points import is_bound, recount_ratings

from .flow import ConsultationFlow
from .funding import begin, fund, stop_of
from .models import Consultation, Meter
from .settling import settle

if TYPE_CHECKING:
    from addons.base.workflow.changes import Change
    from addons.payments.models import Payment

HOUSE = System("consultations")


@follows(ConsultationFlow.accept)
def bind_the_consultant(consultation: Consultation, change: Change) -> None:
    """From now on nobody else can ask them."""
    perform(consultation.provider, ProviderFlow.become_busy, actor=HOUSE, via=Door.FOLLOW_UP)
    # Who says yes is there.
    Meter.objects.create(consultation=consultation, provider_seen_at=clock.now())


@follows(ConsultationFlow.start)
def start_the_meter(consultation: Consultation, change: Change) -> None:
    begin(consultation)
    chat.begin(consultation, [consultation.customer, consultation.provider.user])


@follows(ConsultationFlow.schedule_end)
def tell_the_meter_its_end(consultation: Consultation, change: Change) -> None:
    Meter.objects.filter(consultation=consultation).update(stops_at=stop_of(consultation))


@follows(ConsultationFlow.end, ConsultationFlow.close)
def settle_it(consultation: Consultation, change: Change) -> None:
    """State, reason, charge, release, earnings, commission and invoice in one transaction."""
    settle(consultation, actor=change.actor)
    chat.close(consultation, readable_until=None)


@follows(
    ConsultationFlow.end, ConsultationFlow.close, ConsultationFlow.withdraw, ConsultationFlow.miss
)
def free_the_consultant(consultation: Consultation, change: Change) -> None:
    """Back on duty, unless other work binds them or they have gone off duty since."""
    provider = Provider.objects.select_related("user").get(pk=consultation.provider_id)
    if provider.is_busy and not is_bound(provider):
        perform(provider, ProviderFlow.become_free, actor=HOUSE, via=Door.FOLLOW_UP)


@follows_all(ConsultationFlow.publish_rating)
def count_ratings(changes: Mapping[Consultation, Change]) -> None:
    providers = {consultation.provider_id for consultation in changes}
    for provider in Provider.objects.filter(pk__in=providers).order_by("pk"):
        recount_ratings(provider)


@follows(PaymentFlow.succeed)
def talk_on(payment: Payment, change: Change) -> None:
    """Money that comes in while its payer talks is set aside at once."""
    theirs = Meter.objects.filter(is_running=True, consultation__customer=payment.payer_id)
    fund(theirs.values_list("pk", flat=True))
