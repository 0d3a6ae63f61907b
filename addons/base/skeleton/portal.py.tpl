from __future__ import annotations

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views import View

from addons.base.points import ACCOUNT_NAV, NavEntry
from addons.base.surfaces.portal import RecordView
from addons.base.workflow import Door, Invalid
from addons.base.workflow.doors import create

from .arguments import BeginArguments
from .models import $Record


class Mine(LoginRequiredMixin, View):
    """A person's own, and the form that begins another."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._draw(BeginArguments(actor=request.user))

    def post(self, request: HttpRequest) -> HttpResponse:
        data = {"title": request.POST.get("title", "")}
        try:
            made = create($Record, actor=request.user, data=data, via=Door.PORTAL)
        except Invalid:
            form = BeginArguments(data, actor=request.user)
            return self._draw(form, status=422)
        return redirect(made.get_absolute_url())

    def _draw(self, form: BeginArguments, status: int = 200) -> HttpResponse:
        mine = $Record.objects.visible_to(self.request.user).order_by("-pk")[:50]
        context = {"records": mine, "form": form}
        return render(self.request, "$name/portal/mine.html", context, status=status)


class ${Record}Page(RecordView):
    """One of them; its buttons come from its flow."""

    model = $Record

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        context = {"record": self.record, "actor": request.user}
        return render(request, "$name/portal/$record.html", context)


def is_signed_in(person: Any) -> bool:
    return bool(person.is_authenticated)


ACCOUNT_NAV.register(NavEntry(_("$title"), "/$name/", "calendar-check", is_signed_in))
