"""What has to be so before somebody can ask a consultant to talk."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _

from addons.base import clock, money
from addons.base.policies import policy
from addons.base.workflow import Refused
from addons.ledger.points import wallet_of
from addons.providers.models import Provider

from .charging import Rate, needed
from .conditions import BUSY
from .models import Consultation, ConsultationsPolicy
from .models.rate import rate_of, services_by_the_minute

if TYPE_CHECKING:
    from addons.catalog.models import ServiceCategory


def prepare(
    consultation: Consultation, customer: Any, provider: Provider, category: ServiceCategory | None
) -> None:
    """Fill in who, what about and for how much; refuse what cannot be."""
    if provider.user_id == customer.pk:
        raise Refused("yourself", _("This is you. Choose somebody else."), field="provider")
    services = services_by_the_minute(provider)
    if category is not None:
        services = services.filter(category=category)
    service = services.first()
    if service is None or not service.category.is_live:
        text = _("They do not talk by the minute about this. Choose somebody else.")
        raise Refused("not_offered", text, field="provider")
    consultation.customer = customer
    consultation.agree_to(provider, service, rate_of(provider))
    consultation.short_seconds = policy(ConsultationsPolicy).short_seconds
    # One of two requests at once waits here, and is told the same as one made later.
    get_user_model()._default_manager.select_for_update().get(pk=customer.pk)
    under_way = Consultation.objects.under_way().of_customer(customer)
    if under_way.filter(provider=provider).exists():
        raise Refused("asked_already", _("You have asked them already."))
    if not provider.is_on_duty:
        text = _("They have no time just now. Choose somebody else, or try again later.")
        raise Refused("consultant_busy", text)
    require_money(customer, consultation.tariff, consultation.minimum_minutes)
    minutes = policy(ConsultationsPolicy).minutes_to_answer
    consultation.wait_until = clock.now() + timedelta(minutes=minutes)


def bind(consultation: Consultation) -> None:
    """Two yeses of one consultant at once wait for each other here; the second is refused."""
    locked = Provider.objects.select_for_update(no_key=True, of=("self",))
    if locked.get(pk=consultation.provider_id).is_busy:
        raise Refused("consultant_busy", BUSY)


def minutes_to_connect() -> int:
    return policy(ConsultationsPolicy).minutes_to_connect


def missing_for(customer: Any, rate: Rate, minutes: int) -> Decimal:
    """How much is missing in the wallet for so many minutes; zero if nothing is."""
    _increments, cost = needed(rate, minutes)
    return max(cost - wallet_of(customer).available, Decimal(0))


def require_money(customer: Any, rate: Rate, minutes: int) -> None:
    missing = missing_for(customer, rate, minutes)
    if missing:
        text = _("Your wallet has to cover %(minutes)s minutes; %(missing)s is missing.")
        raise Refused(
            "insufficient_funds",
            text % {"minutes": minutes, "missing": money.display(missing)},
            missing=money.as_json(missing),
        )
