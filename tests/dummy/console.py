from __future__ import annotations

from typing import Any

import django_filters
from django.utils.translation import gettext_lazy as _

from addons.base.points import (
    HOME,
    MENU_GROUPS,
    RECORD_COLUMNS,
    RECORD_FILTERS,
    RECORD_PANELS,
    RecordColumn,
    RecordFilter,
    in_console,
)
from addons.base.surfaces.console import (
    Facts,
    HomePanel,
    Menu,
    MenuGroup,
    OperableViewSet,
    RecordPanel,
    Related,
    View,
)
from addons.base.ui.values import Value

from .models import Parcel, Slip

MENU_GROUPS.register("post", MenuGroup(_("Post"), icon="mail", order=800))


@in_console
class ParcelViewSet(OperableViewSet):
    model = Parcel
    menu = Menu(order=100, icon="mail", permission="dummy.handle_parcel", badge="lapsed")
    columns = ("weight", "fragile", "sender", "sent_at")
    filters = ("fragile", "sent_at")
    search = ("title", "sender__email")
    views = (
        View(
            name="lapsed",
            label=_("Nobody at home"),
            among="lapsed",
            needs="dummy.handle_parcel",
            empty=_("Every parcel has been taken."),
        ),
        View(name="under_way", label=_("Under way"), query="state=sent"),
    )
    card = ("weight", "sender")
    facts = (
        Facts(_("Parcel"), ("title", "weight", "fragile", "weighed")),
        Facts(_("On its way"), ("sender", "sent_at", "lapsed_at")),
    )
    related = (Related("slips"),)


@in_console
class SlipViewSet(OperableViewSet):
    model = Slip
    menu = Menu(order=110, icon="doc-full", permission="dummy.handle_parcel")
    columns = ("parcel",)
    search = ("parcel__title",)


def waiting(actor: Any) -> dict[str, Any]:
    parcels = Parcel.objects.visible_to(actor).filter(state="packed", fragile=True)
    return {"count": parcels.count(), "lines": [], "url": ""}


HOME.register(
    "fragile",
    HomePanel(
        name="fragile",
        label=_("Handle with care"),
        icon="warning",
        order=950,
        permission="dummy.override_parcel",
        empty=_("Nothing fragile waits."),
        context=waiting,
    ),
)


def on_the_scales(slip: Slip, actor: Any) -> dict[str, Any] | None:
    return {} if slip.parcel.weighed else None


RECORD_PANELS.register(
    RecordPanel("dummy.Slip", _("Scales"), "dummy/console/weighing.html", on_the_scales)
)


def weight_of(slip: Slip) -> str:
    return f"{slip.parcel.weight} kg"


RECORD_COLUMNS.register(
    RecordColumn("dummy.Slip", Value("heavy", _("How heavy"), read=weight_of, joins=("parcel",)))
)
RECORD_FILTERS.register(
    RecordFilter(
        "dummy.Slip",
        "fragile",
        django_filters.BooleanFilter(label=_("Fragile"), field_name="parcel__fragile"),
    )
)
