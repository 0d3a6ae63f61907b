from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from addons.base.points import in_console
from addons.base.surfaces.console import Facts, Menu, OperableViewSet, Related, View

from .models import Parcel, Slip


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
