"""The pages of appointments: booking a time, one's own, one of them, and moving it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View

from addons.base import clock
from addons.base.compiled import Compiled, Given
from addons.base.points import ACCOUNT_NAV, NavEntry
from addons.base.policies import policy
from addons.base.surfaces.portal import (
    HttpSeeOther,
    RecordView,
    TransitionView,
    is_htmx,
    show_errors,
)
from addons.base.workflow import Door, DoorError
from addons.base.workflow.compose import flow_of
from addons.base.workflow.doors import create
from addons.consultations.models.rate import rate_of, services_by_the_minute
from addons.consultations.points import TALKS_PANELS, TalksPanel
from addons.payments.points import top_up_url
from addons.providers.models import Provider
from addons.providers.points import card_of

from .arguments import BookArguments
from .flow import AppointmentFlow
from .lengths import LENGTHS
from .models import Appointment, AppointmentsPolicy
from .shown import Calendar, ShownAppointment, missing_for, moment_of

A_PAGE = 20
ON_PANEL = 5


class Appointments(LoginRequiredMixin, TemplateView):
    """One's own, for either side: what is ahead, and what was."""

    template_name = "appointments/portal/list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        reader = self.request.user
        mine = Appointment.objects.of_person(reader).with_people()
        before = mine.over().order_by("-starts_at", "-pk")
        page = Paginator(before, A_PAGE).get_page(self.request.GET.get("page"))
        return super().get_context_data(
            ahead=[ShownAppointment(each, reader) for each in mine.upcoming()],
            before=[ShownAppointment(each, reader) for each in page],
            page=page,
            books=not hasattr(reader, "provider"),
            **kwargs,
        )


class Book(LoginRequiredMixin, View):
    """How long, which day, which of the free times, and what about."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.draw(self.find(pk), BookArguments(actor=request.user))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        provider = self.find(pk)
        given = {name: request.POST.get(name, "") for name in ("starts_at", "minutes", "note")}
        data = given | {"provider": provider.pk, "category": request.POST.get("category", "")}
        form = BookArguments(data, actor=request.user)
        try:
            made = create(Appointment, actor=request.user, data=data, via=Door.PORTAL)
        except DoorError as refusal:
            notice = show_errors(form, refusal)
            # Only the note has a field of its own on the page.
            notice = notice or " ".join(
                str(text) for name, texts in form.errors.items() if name != "note" for text in texts
            )
            return self.draw(provider, form, notice=notice, status=refusal.http_status)
        booked = flow_of(Appointment).find(AppointmentFlow.book)
        messages.success(request, str(booked.done))
        return HttpSeeOther(made.get_absolute_url())

    def find(self, pk: int) -> Provider:
        found: Provider = get_object_or_404(Provider.objects.verified().for_cards(), pk=pk)
        return found

    def asked(self, name: str) -> str:
        return self.request.POST.get(name, "") or self.request.GET.get(name, "")

    def draw(
        self, provider: Provider, form: Any, *, notice: str = "", status: int = 200
    ) -> HttpResponse:
        services = services_by_the_minute(provider)
        slug = self.asked("category")
        service = services.filter(category__slug=slug).first() or services.first()
        if service is None:
            raise Http404
        longest = rate_of(provider).most_minutes
        lengths = [each for each in LENGTHS if each <= longest]
        wanted = moment_of(self.asked("starts_at") or self.asked("at"))
        minutes = chosen_minutes(self.asked("minutes"), lengths)
        missing = missing_for(self.request.user, provider, service)
        context = {
            "provider": provider,
            "card": card_of(provider, service.category),
            "service": service,
            "services": services,
            "lengths": lengths,
            "minutes": minutes,
            "most": service.price * minutes,
            "calendar": Calendar(provider, minutes, self.asked("day"), wanted),
            "missing": missing,
            "top_up": top_up_url(missing=missing, back=self.request.get_full_path()),
            "is_oneself": provider.user_id == self.request.user.pk,
            "form": form,
            "notice": notice,
        }
        return render(self.request, "appointments/portal/book.html", context, status=status)


def chosen_minutes(text: str, lengths: list[int]) -> int:
    asked = int(text) if text.isdecimal() else policy(AppointmentsPolicy).usual_minutes
    return asked if asked in lengths else lengths[0]


class AppointmentPage(RecordView):
    """One appointment, for whichever side looks at it."""

    model = Appointment

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return render(request, "appointments/portal/appointment.html", {"record": self.record})


class Move(TransitionView):
    """Another time, picked from those that are free."""

    model = Appointment

    def _draw(
        self,
        option: Any,
        form: Any,
        *,
        status: int,
        refusal: str = "",
        error: DoorError | None = None,
    ) -> HttpResponse:
        if error is not None:
            refusal = show_errors(form, error)
            refusal = refusal or " ".join(str(t) for texts in form.errors.values() for t in texts)
        record, request = self.record, self.request
        context = {
            "record": record,
            "shown": ShownAppointment(record, request.user),
            "calendar": Calendar(record.provider, record.minutes, request.GET.get("day", "")),
            "intro": option.spec.confirm,
            "title": option.label,
            "version": record.version,
            "notice": refusal or option.reason,
        }
        whole, sheet = "appointments/portal/move.html", "appointments/partials/move_form.html"
        return render(request, sheet if is_htmx(request) else whole, context, status=status)


def ahead_of(reader: Any) -> dict[str, Any] | None:
    """The person's next ones, for the panel on the page of talks."""
    mine = Appointment.objects.of_person(reader).upcoming().with_people()[:ON_PANEL]
    shown = [ShownAppointment(each, reader) for each in mine]
    return {"ahead": shown, "now": clock.now()} if shown else None


# Asked by the bar of every page.
FIRST_APPOINTMENT = Compiled(
    lambda: Appointment.objects.of_person(Given("person")).values_list("pk")[:1]
)


def has_appointments(user: Any) -> bool:
    return user.is_authenticated and bool(FIRST_APPOINTMENT.ask(person=user.pk))


TALKS_PANELS.register(TalksPanel("appointments/partials/panel.html", ahead_of))
ACCOUNT_NAV.register(
    NavEntry(
        gettext_lazy("Appointments"), "/appointments/", "calendar3", has_appointments, order=30
    )
)
