"""Providers in the console."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from addons.base.points import in_console
from addons.base.surfaces.console import Facts, Menu, Number, OperableViewSet, Value, View

from .languages import name_of
from .models import Provider
from .states import APPLIED


class Languages(Value):
    """By their names in the reader's language."""

    def plain(self, value: list[str]) -> str:
        return ", ".join(name_of(code) or code for code in value)


RATING = Number("standing.rating", _("Rating"), joins=("standing",))


@in_console
class ProviderViewSet(OperableViewSet):
    model = Provider
    menu = Menu(
        order=200, icon="bi-person-check", permission="providers.manage_provider", badge="applied"
    )
    columns = (
        "duty",
        Value("user.phone", _("Phone")),
        RATING,
        Number("standing.jobs_completed", _("Jobs done"), joins=("standing",)),
        "radius_km",
        "created_at",
    )
    filters = ("duty",)
    search = ("display_name", "user__phone", "user__email")
    views = (
        View(
            name="applied",
            label=_("Applications"),
            query=f"state={APPLIED.key}",
            needs="providers.verify_provider",
            empty=_("Nobody waits to be verified."),
        ),
        View(name="on_duty", label=_("On duty"), among="on_duty"),
    )
    card = ("duty", Value("user.phone", _("Phone")), RATING)
    facts = (
        Facts(_("Profile"), ("display_name", "bio", Languages("languages"), "duty"), icon="user"),
        Facts(
            _("Reaching them"),
            ("user", Value("user.phone", _("Phone")), Value("user.email", _("E-mail"))),
            icon="bi-telephone",
        ),
        Facts(_("Where"), ("latitude", "longitude", "radius_km"), icon="bi-geo-alt"),
        Facts(
            _("Standing"),
            (
                RATING,
                Number("standing.rating_count", _("Ratings"), joins=("standing",)),
                Number("standing.offers_answered", _("Offers answered"), joins=("standing",)),
                Number("standing.offers_accepted", _("Offers accepted"), joins=("standing",)),
                Number("standing.jobs_completed", _("Jobs done"), joins=("standing",)),
            ),
            icon="bi-star",
        ),
    )
