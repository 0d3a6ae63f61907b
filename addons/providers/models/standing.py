from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, FloatField
from django.db.models.functions import Cast, Coalesce, Greatest
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from .provider import Provider

# As if everybody began with five ratings of four stars and five accepted offers: a single voice
# makes nobody the best or the worst.
PRIOR_COUNT = 5
PRIOR_STARS = 4

_stars = Coalesce(Cast("rating", FloatField()), 0.0) * F("rating_count")
SCORE = (_stars + PRIOR_STARS * PRIOR_COUNT) / (F("rating_count") + float(PRIOR_COUNT)) + (
    F("offers_accepted") + float(PRIOR_COUNT)
) / (F("offers_answered") + float(PRIOR_COUNT))


class ProviderStandingQuerySet(models.QuerySet["ProviderStanding"]):
    def hold(self, provider: Provider) -> None:
        """Let nobody else count for this provider until the transaction ends."""
        list(self.filter(provider=provider).select_for_update(no_key=True).values_list("pk"))

    def rate(self, provider: Provider, *, average: Decimal | None, count: int) -> None:
        """Set what the public ratings come to."""
        self._change(provider, rating=average, rating_count=count)

    def count_accepted(self, provider: Provider) -> None:
        """One more offer was answered with yes."""
        self._change(
            provider,
            offers_answered=F("offers_answered") + 1,
            offers_accepted=F("offers_accepted") + 1,
        )

    def count_declined(self, providers: Iterable[int]) -> None:
        """One more offer was answered with no, or not in time, for each time a provider is named."""
        declined = Counter(providers)
        own = self.filter(provider__in=declined)
        # In one order, so that two sweeps do not wait for each other.
        list(own.order_by("pk").select_for_update(no_key=True).values_list("pk"))
        for number in set(declined.values()):
            some = [pk for pk, times in declined.items() if times == number]
            more = F("offers_answered") + number
            self.filter(provider__in=some).update(offers_answered=more)
        own.update(score=SCORE)

    def count_given_back(self, provider: Provider) -> None:
        """What was accepted was given back: it counts as declined."""
        self._change(provider, offers_accepted=Greatest(F("offers_accepted") - 1, 0))

    def count_completed(self, provider: Provider) -> None:
        """One more job is done."""
        self._change(provider, jobs_completed=F("jobs_completed") + 1)

    def _change(self, provider: Provider, **changes: Any) -> None:
        own = self.filter(provider=provider)
        own.update(**changes)
        own.update(score=SCORE)


class ProviderStanding(models.Model):
    """What has been counted about a provider: derived from offers, jobs and ratings elsewhere."""

    provider = models.OneToOneField(
        "providers.Provider", models.CASCADE, primary_key=True, related_name="standing"
    )
    rating = models.DecimalField(
        _("rating"),
        max_digits=3,
        decimal_places=2,
        null=True,
        validators=[MinValueValidator(1), MaxValueValidator(5)],
    )
    rating_count = models.PositiveIntegerField(_("ratings"), default=0)
    offers_answered = models.PositiveIntegerField(_("offers answered"), default=0)
    offers_accepted = models.PositiveIntegerField(_("offers accepted"), default=0)
    jobs_completed = models.PositiveIntegerField(_("jobs completed"), default=0)
    # Stars smoothed, and up to one more for accepting what is offered: the order of best matches.
    score = models.FloatField(default=float(PRIOR_STARS + 1), editable=False)

    objects = ProviderStandingQuerySet.as_manager()

    class Meta:
        verbose_name = _("standing")
        verbose_name_plural = _("standings")
        indexes = [models.Index(fields=["-score", "provider"], name="standing_best_first")]

    def __str__(self) -> str:
        return f"{self.provider_id}: {self.rating or '–'} ({self.rating_count})"

    @property
    def acceptance_rate(self) -> float | None:
        """The share of offers taken, 0 to 1; nothing while none was answered."""
        if not self.offers_answered:
            return None
        return round(self.offers_accepted / self.offers_answered, 2)
