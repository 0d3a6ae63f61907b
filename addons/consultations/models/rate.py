from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from addons.base.compiled import Compiled, Given
from addons.base.policies import policy
from addons.catalog.models import ServiceCategory
from addons.providers.models import Provider, ProviderService

from ..policies import ConsultationsPolicy


class ConsultationRate(models.Model):
    """How a consultant's minutes are counted; their price is that of their service."""

    class Increment(models.IntegerChoices):
        MINUTE = 60, _("each started minute")
        HALF_MINUTE = 30, _("each started half minute")
        TEN_SECONDS = 10, _("each started ten seconds")
        SECOND = 1, _("each second")

    provider = models.OneToOneField(
        "providers.Provider",
        models.CASCADE,
        primary_key=True,
        related_name="consultation_rate",
        editable=False,
    )
    increment_s = models.PositiveIntegerField(
        _("what is charged"), choices=Increment, default=Increment.MINUTE
    )
    free_minutes = models.PositiveIntegerField(
        _("free minutes at the start"), default=0, validators=[MaxValueValidator(30)]
    )
    minimum_minutes = models.PositiveIntegerField(
        _("minutes the customer's wallet must cover to begin"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
        help_text=_("Leave empty for what is usual here."),
    )
    longest_minutes = models.PositiveIntegerField(
        _("longest talk in minutes"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(1440)],
        help_text=_("Leave empty for what is usual here."),
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("consultant's rate")
        verbose_name_plural = _("consultants' rates")

    def __str__(self) -> str:
        return str(self.provider)

    @property
    def minutes_to_begin(self) -> int:
        return self.minimum_minutes or policy(ConsultationsPolicy).minimum_minutes

    @property
    def most_minutes(self) -> int:
        usual = policy(ConsultationsPolicy).longest_minutes
        return min(self.longest_minutes or usual, usual)


def rate_of(provider: Provider) -> ConsultationRate:
    """What the consultant has set, or what is usual."""
    own = ConsultationRate.objects.filter(provider=provider).first()
    return own or ConsultationRate(provider=provider)


BY_THE_MINUTE = models.Q(
    unit=ProviderService.Unit.MINUTE,
    category__kind=ServiceCategory.Kind.CONSULTATION,
    price__gt=0,
)
# Asked by the bar of every page that a provider opens.
FIRST_SERVICE = Compiled(
    lambda: ProviderService.objects.filter(
        BY_THE_MINUTE, provider_id=Given("provider")
    ).values_list("pk")[:1]
)


def services_by_the_minute(provider: Provider) -> models.QuerySet[ProviderService]:
    """What they talk about, in the order of the tree; only what has a price."""
    return provider.services.filter(BY_THE_MINUTE)


def has_services_by_the_minute(provider: Provider) -> bool:
    return bool(FIRST_SERVICE.ask(provider=provider.pk))
