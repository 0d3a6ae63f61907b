"""How people like to see lists: named views of their own or for all, and the columns they chose."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    def of(self, model: type[models.Model], user: Any) -> Self:
        """The user's own views of this list and those that others share, in their order."""
        mine_or_shared = Q(owner=user) | Q(is_shared=True)
        return self.filter(mine_or_shared, record_type=model._meta.label_lower)


class SavedView(models.Model):
    """A list's filters, search, order and columns under a name."""

    record_type = models.CharField(max_length=100)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_views"
    )
    name = models.CharField(_("name"), max_length=60)
    query = models.CharField(max_length=2000, blank=True)
    columns = models.JSONField(default=list, blank=True)
    is_shared = models.BooleanField(
        _("for everybody"), default=False, help_text=_("All who open this list find it there.")
    )
    is_default = models.BooleanField(
        _("open the list with it"), default=False, help_text=_("For you; others keep theirs.")
    )

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["record_type", "owner", "name"], name="saved_view_once_by_name"
            ),
            models.UniqueConstraint(
                fields=["record_type", "owner"],
                condition=Q(is_default=True),
                name="saved_view_one_default",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def key(self) -> str:
        """How the list's address names it."""
        return f"saved-{self.pk}"

    @property
    def address(self) -> str:
        """The query of the list that shows it."""
        return "&".join(part for part in (self.query, f"view={self.key}") if part)


class ChosenColumns(models.Model):
    """The columns that one person wants to see of one list, in their order."""

    record_type = models.CharField(max_length=100)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="chosen_columns"
    )
    columns = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["record_type", "owner"], name="columns_chosen_once_per_list"
            )
        ]

    def __str__(self) -> str:
        return f"{self.record_type} of {self.owner_id}"
