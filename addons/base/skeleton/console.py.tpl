from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from addons.base.points import in_console
from addons.base.surfaces.console import Facts, Menu, OperableViewSet, View

from .models import $Record


@in_console
class ${Record}ViewSet(OperableViewSet):
    model = $Record
    menu = Menu(group="work", order=500, icon="tasks", permission="$name.handle_$record")
    columns = ("title", "owner", "created_at", "done_at")
    filters = ("done_at",)
    search = ("title",)
    views = (
        View(
            name="open",
            label=_("Open"),
            query="state=open",
            needs="$name.handle_$record",
            empty=_("Nothing is open."),
        ),
    )
    card = ("owner",)
    facts = (Facts(_("About"), ("title", "owner", "result", "done_at")),)
