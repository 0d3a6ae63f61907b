"""A person's inbox and what they want to be told."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.generic import ListView, TemplateView

from addons.base.points import ACCOUNT_NAV, PAGE_VALUES, NavEntry

from .models import Notification
from .points import CHANNELS
from .preferences import choices_of, choose


class Inbox(LoginRequiredMixin, ListView):
    paginate_by = 20
    context_object_name = "notifications"

    def get_queryset(self) -> QuerySet[Notification]:
        return Notification.objects.of(self.request.user)

    def get_template_names(self) -> list[str]:
        part = "partials/inbox.html" if self.request.htmx else "portal/inbox.html"
        return [f"notifications/{part}"]


class Open(LoginRequiredMixin, View):
    """Read it, and go where it leads."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        mine = Notification.objects.of(request.user)
        notification = get_object_or_404(mine, pk=pk)
        mine.among([pk]).mark_read()
        return redirect(notification.url or "notifications:inbox")


class ReadAll(LoginRequiredMixin, View):
    def post(self, request: HttpRequest) -> HttpResponse:
        Notification.objects.of(request.user).mark_read()
        return redirect("notifications:inbox")


class Preferences(LoginRequiredMixin, TemplateView):
    template_name = "notifications/portal/preferences.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "channels": CHANNELS.values(),
            "choices": list(choices_of(self.request.user)),
        }

    def post(self, request: HttpRequest) -> HttpResponse:
        choose(request.user, request.POST.getlist("wanted"))
        messages.success(request, _("Your choices are saved."))
        return redirect("notifications:preferences")


def inbox(request: HttpRequest) -> dict[str, Any] | None:
    """The bell in the bar."""
    if not request.user.is_authenticated:
        return None
    unread = Notification.objects.of(request.user).unread().count()
    return {"url": reverse("notifications:inbox"), "unread": unread}


PAGE_VALUES.register("inbox", inbox)
ACCOUNT_NAV.register(
    NavEntry(
        label=gettext_lazy("What you are told"),
        url="/notifications/preferences/",
        icon="sliders",
        shown_to=lambda user: user.is_authenticated,
        order=60,
    )
)
