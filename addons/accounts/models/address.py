from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from addons.base.workflow.actors import Actor, System, is_signed_in


class AddressQuerySet(models.QuerySet["Address"]):
    def visible_to(self, actor: Actor) -> Self:
        """Everybody's own; staff see those they book for."""
        if isinstance(actor, System):
            return self
        if not is_signed_in(actor):
            return self.none()
        return self if getattr(actor, "is_staff", False) else self.filter(user=actor)


class Address(models.Model):
    """A place where a person wants people to come. Others copy it: it may be removed at any time."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="addresses"
    )
    label = models.CharField(
        _("name of the place"), max_length=50, help_text=_("Such as Home or Office.")
    )
    line = models.CharField(_("house, street"), max_length=200)
    area = models.CharField(
        _("area"),
        max_length=100,
        help_text=_("The neighbourhood. Whoever is offered the work sees only this at first."),
    )
    city = models.CharField(_("city"), max_length=100)
    postcode = models.CharField(_("postcode"), max_length=12, blank=True)
    latitude = models.DecimalField(
        _("latitude"),
        max_digits=9,
        decimal_places=6,
        null=True,
        blank=True,
        validators=[MinValueValidator(-90), MaxValueValidator(90)],
    )
    longitude = models.DecimalField(
        _("longitude"),
        max_digits=9,
        decimal_places=6,
        null=True,
        blank=True,
        validators=[MinValueValidator(-180), MaxValueValidator(180)],
    )
    is_default = models.BooleanField(_("use it unless I choose another"), default=False)

    objects = AddressQuerySet.as_manager()

    class Meta:
        verbose_name = _("address")
        verbose_name_plural = _("addresses")
        ordering = ["-is_default", "label", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                condition=models.Q(is_default=True),
                name="one_default_address",
            ),
            models.CheckConstraint(
                condition=models.Q(latitude__isnull=True, longitude__isnull=True)
                | models.Q(latitude__isnull=False, longitude__isnull=False),
                name="address_position_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label}: {self.text}"

    @property
    def text(self) -> str:
        """The whole address on one line."""
        return ", ".join(
            filter(None, [self.line, self.area, f"{self.city} {self.postcode}".strip()])
        )

    @property
    def coarse(self) -> str:
        """What may be shown before the work is accepted."""
        return ", ".join(filter(None, [self.area, self.city]))

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> None:
        """The first address is the default, and a new default takes the old one's place."""
        others = Address.objects.filter(user_id=self.user_id).exclude(pk=self.pk)
        self.is_default = self.is_default or not others.exists()
        if self.is_default:
            others.filter(is_default=True).update(is_default=False)
        super().save(*args, **kwargs)
