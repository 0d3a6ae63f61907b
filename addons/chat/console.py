"""Conversations in the console: staff read along, and may say something, or note it for each other."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from addons.base.points import RECORD_PANELS, in_console
from addons.base.surfaces.console import Facts, Menu, OperableViewSet, RecordPanel, Value
from addons.base.surfaces.console.dialogs import Dialog
from addons.base.workflow import Door

from .models import Conversation
from .points import LONGEST, say, shown_to_staff


class SayForm(forms.Form):
    text = forms.CharField(
        label=_("Message"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 2})
    )
    internal = forms.BooleanField(label=_("Only for staff"), required=False)


class SayView(Dialog):
    """`<conversation>/say/`."""

    title = _("Write a message")
    done = _("Sent.")

    def form(self, request: HttpRequest) -> forms.BaseForm:
        return SayForm(request.POST if request.method == "POST" else None)

    def go(self, request: HttpRequest, form: Any) -> Any:
        return say(
            self.record,
            actor=request.user,
            via=Door.CONSOLE,
            text=request.POST.get("text", ""),
            internal="internal" in request.POST,
        )


@in_console
class ConversationViewSet(OperableViewSet):
    model = Conversation
    menu = Menu(group="work", order=130, icon="bi-chat-dots", permission="chat.watch_conversations")
    columns = (Value("about_type", _("About")), "created_at", "updated_at", "expires_at")
    search = ("participants__person__name",)
    facts = (Facts(_("Conversation"), ("created_at", "updated_at", "expires_at")),)

    def visible_to(self, actor: Any) -> QuerySet[Any]:
        return super().visible_to(actor).prefetch_related("participants__person")

    def title(self, record: Conversation) -> str:
        """Who talks."""
        names = (part.person.get_full_name() for part in record.participants.all())
        return ", ".join(names) or str(record)

    def get_urlpatterns(self) -> list[URLPattern]:
        view = self.construct_view(SayView)
        return [*super().get_urlpatterns(), path("<int:pk>/say/", view, name="say")]


RECORD_PANELS.register(
    RecordPanel(
        model="chat.Conversation",
        label=_("Messages"),
        template="chat/console/messages.html",
        context=shown_to_staff,
        icon="bi-chat-dots",
    )
)
