from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.images import get_image_model_string


class PortfolioImage(models.Model):
    """A public picture of a provider's work."""

    provider = models.ForeignKey(
        "providers.Provider", models.CASCADE, related_name="portfolio", editable=False
    )
    image = models.ForeignKey(
        get_image_model_string(), models.PROTECT, verbose_name=_("picture"), related_name="+"
    )
    category = models.ForeignKey(
        "catalog.ServiceCategory",
        models.SET_NULL,
        verbose_name=_("service"),
        null=True,
        blank=True,
        related_name="+",
    )
    caption = models.CharField(_("caption"), max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(_("place in the row"), default=0)

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("portfolio")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.caption or str(self.image)
