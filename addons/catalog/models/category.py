from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models.functions import Concat, Substr
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from addons.base.policies import policy

from ..policies import CatalogPolicy
from ..policy import CategoryPolicy, resolved
from ..policy_fields import PolicyFields
from ..querysets import ServiceCategoryQuerySet

if TYPE_CHECKING:
    from decimal import Decimal


class ServiceCategory(PolicyFields):
    """A kind of work customers ask for. What it leaves empty it inherits from the one above."""

    class Kind(models.TextChoices):
        VISIT = "visit", _("A visit to the customer")
        CONSULTATION = "consultation", _("A talk, paid by the minute")

    name = models.CharField(_("name"), max_length=100)
    slug = models.SlugField(_("address name"), max_length=60, unique=True)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        verbose_name=_("part of"),
        related_name="children",
        null=True,
        blank=True,
    )
    # The slugs from the root down to this one, each with a slash behind it: who is above and below
    # is one indexed question.
    path = models.CharField(max_length=500, editable=False, unique=True)
    kind = models.CharField(_("kind"), max_length=15, choices=Kind, default=Kind.VISIT)
    icon = models.CharField(_("icon"), max_length=50, blank=True)
    description = models.TextField(_("description"), blank=True)
    is_active = models.BooleanField(_("offered to customers"), default=True)
    archived_at = models.DateTimeField(_("archived"), null=True, blank=True, editable=False)

    history = HistoricalRecords(excluded_fields=["path"])
    objects = ServiceCategoryQuerySet.as_manager()

    class Meta:
        verbose_name = _("service category")
        verbose_name_plural = _("service categories")
        ordering = ["path"]

    # What `__str__` reads beside the key: lists then read no more of it.
    named_by = ("name",)

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        if self.pk and self.parent and self.parent.path.startswith(self.saved_path):
            raise ValidationError(
                {"parent": _("A category cannot be part of itself or of one below it.")}
            )

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the path, and those of the branch below, in step with slug and parent."""
        before = self.saved_path
        self.path = f"{self.parent.path if self.parent else ''}{self.slug}/"
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "path"}
        with transaction.atomic():
            super().save(*args, **kwargs)
            if before not in ("", self.path):
                tail = Substr("path", len(before) + 1)
                branch = ServiceCategory.objects.filter(path__startswith=before)
                branch.update(path=Concat(models.Value(self.path), tail))
        self.__dict__.pop("lineage", None)
        self.__dict__.pop("policy", None)

    @property
    def saved_path(self) -> str:
        """The path in the database, which this copy may not have heard of."""
        stored = ServiceCategory.objects.filter(pk=self.pk).values_list("path", flat=True)
        return (stored.first() or "") if self.pk else ""

    @cached_property
    def lineage(self) -> tuple[ServiceCategory, ...]:
        """This category and those above it, the nearest first: at most one query."""
        if self.parent_id is None:
            return (self,)
        if ServiceCategory.parent.is_cached(self):
            return (self, *self.parent.lineage)  # type: ignore[union-attr]
        slugs = self.path.split("/")[:-2]
        above = {c.slug: c for c in ServiceCategory.objects.filter(slug__in=slugs)}
        return (self, *(above[slug] for slug in reversed(slugs)))

    @cached_property
    def policy(self) -> CategoryPolicy:
        """Every value: its own, else that of the nearest one above, else the general one."""
        return resolved((*self.lineage, policy(CatalogPolicy)))

    @property
    def is_live(self) -> bool:
        """Whether neither it nor anything above it is switched off or archived."""
        return all(c.is_active and c.archived_at is None for c in self.lineage)

    @property
    def is_bookable(self) -> bool:
        """Whether a visit can be booked in it."""
        return self.kind == self.Kind.VISIT and self.is_live

    def get_default_duration(self) -> int:
        """Minutes that work without items takes."""
        return self.policy.default_duration_minutes

    def get_list_price(self) -> Decimal:
        """The price of a visit by a provider who named none."""
        return self.policy.list_price
