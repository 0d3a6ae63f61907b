from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Exists, ExpressionWrapper, F, OuterRef, Q

if TYPE_CHECKING:
    from .models import ServiceCategory

IS_LIVE = Q(is_active=True, archived_at__isnull=True)


class ServiceCategoryQuerySet(models.QuerySet[Any]):
    def live(self) -> Self:
        """Offered to customers: neither it nor anything above it is switched off or archived."""
        off = self.model._default_manager.exclude(IS_LIVE)
        path = ExpressionWrapper(OuterRef("path"), models.CharField())
        return self.exclude(Exists(off.annotate(below=path).filter(below__startswith=F("path"))))

    def below(self, category: ServiceCategory) -> Self:
        """The category and everything under it."""
        return self.filter(path__startswith=category.path)

    def tree(self) -> list[Any]:
        """All of these from the root down, each knowing those above it: one query."""
        categories = list(self.order_by("path"))
        by_id = {category.pk: category for category in categories}
        for category in categories:
            if category.parent_id in by_id:
                category.parent = by_id[category.parent_id]
        return categories


class ServiceItemQuerySet(models.QuerySet[Any]):
    def live(self) -> Self:
        return self.filter(archived_at__isnull=True)

    def items_for(self, category: ServiceCategory) -> Self:
        """What can be booked in the category: its own items and those of the ones above."""
        return self.live().filter(category__in=[c.pk for c in category.lineage])
