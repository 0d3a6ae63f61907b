from __future__ import annotations

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from addons.base.points import ACCOUNT_NAV, NavEntry

from .models import Claim


class MyClaims(LoginRequiredMixin, TemplateView):
    """What the person has claimed."""

    template_name = "warranty/portal/mine.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        claims = Claim.objects.filter(job__customer=self.request.user).select_related("job")
        return super().get_context_data(claims=claims.order_by("-pk"), **kwargs)


def has_claimed(person: Any) -> bool:
    return person.is_authenticated and Claim.objects.filter(job__customer=person).exists()


ACCOUNT_NAV.register(NavEntry(_("Warranty"), "/warranty/", "arrow-repeat", has_claimed))
