from __future__ import annotations

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords


class ProviderServiceManager(models.Manager["ProviderService"]):
    def get_queryset(self) -> models.QuerySet[ProviderService]:
        return super().get_queryset().select_related("category")


class ProviderService(models.Model):
    """A category that a provider works in, at their own price."""

    class Unit(models.TextChoices):
        VISIT = "visit", _("per visit")
        HOUR = "hour", _("per hour")
        MINUTE = "minute", _("per minute")

    provider = models.ForeignKey(
        "providers.Provider", models.CASCADE, related_name="services", editable=False
    )
    category = models.ForeignKey(
        "catalog.ServiceCategory",
        models.PROTECT,
        verbose_name=_("service"),
        related_name="provider_services",
    )
    price = models.DecimalField(
        _("price"),
        max_digits=12,
        decimal_places=2,
        validators=[MinValueValidator(0)],
    )
    unit = models.CharField(_("unit"), max_length=6, choices=Unit, default=Unit.VISIT)

    history = HistoricalRecords()
    # Nobody reads one without its category.
    objects = ProviderServiceManager()

    class Meta:
        verbose_name = _("service")
        verbose_name_plural = _("services")
        ordering = ["category__path"]
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "category"], name="service_once_per_provider"
            )
        ]

    def __str__(self) -> str:
        return f"{self.category}: {self.price} {self.get_unit_display()}"


class ProviderItemPrice(models.Model):
    """A provider's own price for an item of the catalogue."""

    provider = models.ForeignKey(
        "providers.Provider", models.CASCADE, related_name="item_prices", editable=False
    )
    item = models.ForeignKey(
        "catalog.ServiceItem", models.PROTECT, verbose_name=_("item"), related_name="own_prices"
    )
    price = models.DecimalField(
        _("price"), max_digits=12, decimal_places=2, validators=[MinValueValidator(0)]
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("own price")
        verbose_name_plural = _("own prices")
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "item"], name="item_price_once_per_provider"
            )
        ]

    def __str__(self) -> str:
        return f"{self.item}: {self.price}"
