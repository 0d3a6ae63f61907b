from __future__ import annotations

from dataclasses import asdict
from typing import Self

from django.utils.translation import gettext_lazy as _

from addons.base.policies import Policy

from .policy import CategoryPolicy, resolved
from .policy_fields import PolicyFields


class CatalogPolicy(PolicyFields, Policy):
    """What a category follows where neither it nor one above it says anything."""

    icon = "list-ul"

    class Meta:
        verbose_name = _("Catalogue")

    @classmethod
    def unsaved(cls) -> Self:
        """Filled with the defaults, so that the console shows what holds."""
        found = super().unsaved()
        for name, default in asdict(CategoryPolicy()).items():
            if getattr(found, name) is None:
                setattr(found, name, default)
        return found

    @property
    def values(self) -> CategoryPolicy:
        """What holds outside of any category."""
        return resolved([self])
