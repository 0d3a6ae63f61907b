"""What gateways tell us by themselves: believed, written down once, settled, answered at once."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from django.conf import settings
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from addons.base.faults import fault
from addons.base.workflow import Door
from addons.base.workflow.unit import unit_of_work

from .gateways import GATEWAYS
from .gateways.protocol import Gateway, Heard, NotFromGateway
from .models import GatewayEvent, Payment, Repayment
from .models.gateway_event import Result
from .settle import settle, settle_repayment

logger = logging.getLogger(__name__)


@csrf_exempt
@require_POST
def webhook(request: HttpRequest, gateway: str) -> HttpResponse:
    """For the gateway alone: its signature is what lets it in."""
    is_in_use = GATEWAYS[gateway].is_real or gateway == settings.PAYMENT_GATEWAY
    status = receive(gateway, request.body, request.headers) if is_in_use else 404
    return HttpResponse(status=status)


def receive(name: str, body: bytes, headers: Mapping[str, str]) -> int:
    """Hear a message of the gateway; the status to answer. 400 if it is not believed."""
    gateway = GATEWAYS[name]
    try:
        heard = gateway.hear(body, headers)
    except NotFromGateway as why:
        logger.warning("A webhook for %s is not believed: %s", name, why)
        return 400
    if heard is not None:
        unit_of_work(lambda: write_down(gateway, heard))
    return 200


def write_down(gateway: Gateway, heard: Heard) -> None:
    """Once for each event id; of many at the same time the others wait for the first."""
    payment = payment_of(gateway, heard)
    event = GatewayEvent(
        gateway=gateway.name,
        event_id=heard.event_id,
        kind=heard.kind,
        payment=payment,
        reference=reference_of(heard),
        said=heard.note,
        result=Result.UNKNOWN,
    )
    try:
        with transaction.atomic():
            event.save(force_insert=True)
    except IntegrityError:
        return
    fault("payments:noted")
    if payment is not None:
        event.result = take(payment, heard)
        event.save(update_fields=["result"])
    fault("payments:settled")


def take(payment: Payment, heard: Heard) -> Result:
    if heard.said is not None:
        return settle(payment, heard.said, via=Door.AUTOMATION)
    if heard.of_repayment is None:
        return Result.NOTED
    repayment = repayment_of(payment, heard)
    if repayment is None:
        return Result.NOTED
    return settle_repayment(repayment, heard.of_repayment, via=Door.AUTOMATION)


def payment_of(gateway: Gateway, heard: Heard) -> Payment | None:
    ours = Payment.objects.filter(gateway=gateway.name)
    if heard.token:
        return ours.filter(token=heard.token).first()
    # A second payment has the page of the first.
    firsts = ours.filter(second_of=None, checkout__reference=heard.checkout)
    return firsts.first() if heard.checkout else None


def repayment_of(payment: Payment, heard: Heard) -> Repayment | None:
    """By our own key, which the gateway gives back; the money of a second payment is its own's."""
    if not heard.repayment.isdecimal():
        return None
    repayments = Repayment.objects.select_related("payment")
    return repayments.filter(pk=int(heard.repayment), payment__token=heard.token).first()


def reference_of(heard: Heard) -> str:
    if heard.of_repayment is not None:
        return heard.of_repayment.reference
    charges = heard.said.charges if heard.said is not None else ()
    return charges[0] if charges else heard.checkout
