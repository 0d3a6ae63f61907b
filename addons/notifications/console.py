"""In the console: the words of every notice, and the log of what was sent."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from addons.base.points import MENU_GROUPS, in_console
from addons.base.surfaces.console import Menu, MenuGroup

from .models import Delivery, NotificationTemplate
from .points import NOTICES

GROUP = "notifications"
MENU_GROUPS.register(GROUP, MenuGroup(_("Notifications"), icon="mail", order=800))


class TemplateForm(forms.ModelForm):
    """Begins with the words in use; what equals the usual ones, or is empty, follows them."""

    class Meta:
        model = NotificationTemplate
        fields = ["subject", "text"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.usual = self.instance.usual()
        known = ", ".join(f"{{{name}}}" for name in self.instance.declared.fields)
        for name, field in self.fields.items():
            self.initial[name] = getattr(self.instance, name) or self.usual[name]
            field.help_text = format_lazy(
                _("You may use: {known}. Leave it empty to go back to the usual words."),
                known=known or _("no fields"),
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name, usual in self.usual.items():
            # Browsers send line ends of their own.
            given = cleaned.get(name, "").replace("\r\n", "\n").strip()
            cleaned[name] = "" if given == usual.strip() else given
        return cleaned


class TemplatesIndex(generic.IndexView):
    def get_base_queryset(self) -> QuerySet[NotificationTemplate]:
        return super().get_base_queryset().known()


@in_console
class TemplateViewSet(ModelViewSet):
    model = NotificationTemplate
    menu = Menu(
        group=GROUP,
        order=10,
        icon="edit",
        label=_("Texts"),
        permission="notifications.change_notificationtemplate",
    )
    name = "notification_texts"
    url_prefix = "notifications/texts"
    icon = "edit"
    index_view_class = TemplatesIndex
    list_per_page = 50
    list_display = (
        TitleColumn("title", label=_("Notice"), get_url=lambda row: edit_url(row)),
        Column("channel_label", label=_("Channel")),
        Column("language_label", label=_("Language")),
        Column("is_changed", label=_("Words"), accessor=lambda row: whose_words(row)),
    )
    list_filter = ("channel", "language")
    copy_view_enabled = False
    add_to_reference_index = False

    def get_form_class(self, for_update: bool = False) -> type[TemplateForm]:
        return TemplateForm


def whose_words(template: NotificationTemplate) -> str:
    return gettext("changed") if template.is_changed else gettext("usual")


def edit_url(template: NotificationTemplate) -> str:
    return reverse("notification_texts:edit", args=[template.pk])


@in_console
class DeliveryViewSet(ModelViewSet):
    model = Delivery
    menu = Menu(
        group=GROUP,
        order=20,
        icon="history",
        label=_("Sent"),
        permission="notifications.view_delivery",
    )
    name = "notification_deliveries"
    url_prefix = "notifications/sent"
    icon = "history"
    list_per_page = 50
    ordering = "-pk"
    list_display = (
        DateColumn("created_at", label=_("When")),
        Column("user", label=_("Person")),
        Column("notice", label=_("Notice"), accessor=lambda row: title_of(row.notice)),
        Column("channel", label=_("Channel")),
        Column("get_state_display", label=_("State")),
        Column("attempts", label=_("Attempts")),
        Column("error", label=_("Remark")),
    )
    list_filter = ("state", "channel")
    form_fields = ()
    copy_view_enabled = False
    inspect_view_enabled = False
    add_to_reference_index = False


def title_of(notice: str) -> str:
    """What people call it; the key of one that is switched off."""
    return str(NOTICES[notice].title) if notice in NOTICES else notice
