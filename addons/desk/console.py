"""The agent's desk in the console, and what agents prepare for it."""

from __future__ import annotations

from typing import Any

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from addons.base.points import in_console
from addons.base.surfaces.console import Menu
from addons.base.surfaces.console.pages import PageView, PageViewSet

from . import listing, macros, opened, writing
from .forms import CannedForm, MacroForm
from .models import CannedReply, Macro
from .prepared import PreparedPages, preview, steps_shown


@in_console
class DeskPages(PageViewSet):
    name = "desk"
    menu = Menu(
        group="support", order=5, icon="bi-inbox", permission="desk.use_desk", label=_("Desk")
    )
    view_class = PageView

    def get_urlpatterns(self) -> list[URLPattern]:
        def at(route: str, view: Any, name: str, **kwargs: Any) -> URLPattern:
            return path(route, view.as_view(**kwargs), name=name)

        return [
            at("", opened.DeskFrame, "index"),
            at("results/", listing.DeskListing, "results", results_only=True),
            at("counts/", opened.CountsView, "counts"),
            at("held/", writing.HeldView, "held"),
            at("held/<int:pk>/take-back/", writing.TakeBackView, "take_back"),
            at("preference/", writing.PreferenceView, "preference"),
            at("run/", macros.RunView, "run"),
            at("run/forecast/", macros.ForecastView, "forecast"),
            at("<int:pk>/", opened.ThreadView, "thread"),
            at("<int:pk>/head/", opened.HeadView, "head"),
            at("<int:pk>/log/", opened.LogView, "log"),
            at("<int:pk>/customer/", opened.CustomerView, "customer"),
            at("<int:pk>/draft/", writing.DraftView, "draft"),
            at("<int:pk>/send/", writing.SendView, "send"),
            at("<int:pk>/files/", writing.FilesView, "files"),
            at("<int:pk>/files/<int:file>/remove/", writing.RemoveFileView, "remove_file"),
            at("<int:pk>/replies/", macros.RepliesView, "replies"),
        ]


@in_console
class CannedPages(PreparedPages):
    name = "desk_replies"
    url_prefix = "desk/prepared"
    model = CannedReply
    form_class = CannedForm
    add_label = _("New reply")
    menu = Menu(
        group="support",
        order=20,
        icon="bi-chat-left-text",
        permission="desk.use_desk",
        label=_("Prepared replies"),
    )

    def shown_beside(self, prepared: Any, user: Any) -> dict[str, Any]:
        return preview(prepared.text, user) if prepared else {}


@in_console
class MacroPages(PreparedPages):
    name = "desk_macros"
    url_prefix = "desk/macros"
    model = Macro
    form_class = MacroForm
    add_label = _("New macro")
    has_steps = True
    menu = Menu(
        group="support",
        order=25,
        icon="bi-lightning-charge",
        permission="desk.use_desk",
        label=_("Macros"),
    )

    def shown_beside(self, prepared: Any, user: Any) -> dict[str, Any]:
        return steps_shown(prepared, user)
