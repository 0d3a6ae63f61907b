"""The pages of consultations: who is there now, asking, talking, and the consultant's own."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View

from addons.base import clock
from addons.base.points import PORTAL_NAV, NavEntry
from addons.base.surfaces.portal import HttpSeeOther, RecordView, is_htmx, show_errors
from addons.base.workflow import Door, DoorError
from addons.base.workflow.doors import create
from addons.catalog.models import ServiceCategory
from addons.chat import points as chat
from addons.chat.models import Conversation
from addons.ledger.points import wallet_of
from addons.payments.points import top_up_url
from addons.providers.models import Provider, ProviderService
from addons.providers.points import PROVIDER_ACTIONS, card_of

from .attending import attend
from .models import ConsultantNote, Consultation, ConsultationRate
from .models.rate import has_services_by_the_minute, rate_of, services_by_the_minute
from .points import TALKS_PANELS, least_to_begin
from .request_card import shown_request
from .shown import ShownConsultation

A_PAGE = 20
MOST_SHOWN = 50


def consultants(category: ServiceCategory | None = None) -> Any:
    """Whom one can talk to by the minute, the best first."""
    services = ProviderService.objects.filter(
        unit=ProviderService.Unit.MINUTE,
        price__gt=0,
        category__kind=ServiceCategory.Kind.CONSULTATION,
    )
    if category is not None:
        services = services.filter(category=category)
    wanted = services.order_by().values("provider")
    return Provider.objects.verified().filter(pk__in=wanted).for_cards().best_first()


class Consultations(TemplateView):
    """Who is there now, for customers; what waits and what was, for both sides."""

    template_name = "consultations/portal/home.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        reader = self.request.user
        own = own_provider(reader)
        mine = Consultation.objects.none()
        if reader.is_authenticated:
            mine = Consultation.objects.of_person(reader).with_people()
        past = mine.over().order_by("-pk")
        page = Paginator(past, A_PAGE).get_page(self.request.GET.get("page"))
        waiting = Consultation.objects.none()
        if own is not None:
            waiting = Consultation.objects.waiting_for(reader).with_people().order_by("wait_until")
        under_way = mine.under_way().exclude(pk__in=waiting.values("pk")).order_by("-pk")
        return super().get_context_data(
            own=own,
            requests=[shown_request(each, reader) for each in waiting],
            under_way=[ShownConsultation(each, reader) for each in under_way],
            past=[ShownConsultation(each, reader) for each in page],
            page=page,
            panels=panels_for(reader),
            online=[] if own is not None else self.online(),
            now=clock.now(),
            **kwargs,
        )

    def online(self) -> list[dict[str, Any]]:
        slug = self.request.GET.get("category", "")
        category = ServiceCategory.objects.filter(slug=slug).first() if slug else None
        there = consultants(category).on_duty()[:MOST_SHOWN]
        return [
            card_of(each, category)
            | {"slots": [{"label": _("Talk now"), "url": ask_url(each, slug), "first": not place}]}
            for place, each in enumerate(there)
        ]


def panels_for(reader: Any) -> list[dict[str, Any]]:
    """What other addons have to show of the person's talks."""
    if not reader.is_authenticated:
        return []
    values = [(each.template, each.values(reader)) for each in TALKS_PANELS]
    return [{"template": template, "values": found} for template, found in values if found]


def ask_url(provider: Provider, slug: str = "") -> str:
    url = reverse("consultation_ask", args=[provider.pk])
    return f"{url}?category={slug}" if slug else url


class Ask(LoginRequiredMixin, View):
    """What it costs, what is in the wallet, and the one button that asks."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.draw(self.find(pk))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        provider = self.find(pk)
        data = {"provider": provider.pk, "category": request.POST.get("category") or None}
        try:
            made = create(Consultation, actor=request.user, data=data, via=Door.PORTAL)
        except DoorError as refusal:
            running = Consultation.objects.of_customer(request.user).under_way()
            known = running.filter(provider=provider).first()
            if known is not None:
                return HttpSeeOther(known.get_absolute_url())
            return self.draw(provider, notice=show_errors(None, refusal), status=409)
        return HttpSeeOther(made.get_absolute_url())

    def find(self, pk: int) -> Provider:
        found: Provider = get_object_or_404(consultants(), pk=pk)
        return found

    def draw(self, provider: Provider, *, notice: str = "", status: int = 200) -> HttpResponse:
        slug = self.request.GET.get("category", "") or self.request.POST.get("category", "")
        services = services_by_the_minute(provider)
        service = services.filter(category__slug=slug).first() or services.first()
        if service is None:
            raise Http404
        terms = rate_of(provider)
        least = least_to_begin(provider, service)
        available = wallet_of(self.request.user).available
        missing = max(least - available, Decimal(0))
        context = {
            "provider": provider,
            "card": card_of(provider, service.category),
            "service": service,
            "terms": terms,
            "minutes": terms.minutes_to_begin,
            "least": least,
            "available": available,
            "missing": missing,
            "top_up": top_up_url(missing=missing, back=self.request.get_full_path()),
            "lasts": int(available // service.price),
            "notice": notice,
            "others": [
                {"label": each.label, "icon": each.icon, "url": url}
                for name, each in PROVIDER_ACTIONS.items()
                if name != "talk" and (url := each.url(provider, service.category, None))
            ],
        }
        return render(self.request, "consultations/portal/ask.html", context, status=status)


class ConsultationPage(RecordView):
    """Waiting, talking and afterwards, for whichever side looks at it."""

    model = Consultation

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        record = attend(self.record, request.user)
        shown = ShownConsultation(record, request.user)
        context = {"record": record, "shown": shown, "now": clock.now()}
        return render(request, "consultations/portal/consultation.html", context)


class ConsultationChat(RecordView):
    """What is said: read again by live events, written to by the form below it."""

    model = Consultation

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._log()

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        visible = Conversation.objects.visible_to(request.user)
        conversation = visible.about(self.record).first()
        if conversation is None:
            raise Http404
        error = chat.say_from_page(conversation, request)
        if not is_htmx(request):
            if error:
                messages.error(request, error)
            return redirect(self.record.get_absolute_url())
        response = self._log()
        fault = {"chat": {"id": conversation.pk}, "fault": error, "again": True}
        response.write(render_to_string("theme/pieces/chat_fault.html", fault))
        if error:
            response.status_code = 422
        return response

    def _log(self) -> HttpResponse:
        shown = ShownConsultation(self.record, self.request.user)
        if shown.chat is None:
            raise Http404
        return render(self.request, "theme/pieces/chat_log.html", {"chat": shown.chat})


class KeepNote(RecordView):
    """What the consultant wants to remember; nobody else reads it."""

    model = Consultation

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        if self.record.side_of(request.user) != "provider":
            raise Http404
        ConsultantNote.objects.update_or_create(
            provider=self.record.provider,
            customer=self.record.customer,
            defaults={"text": request.POST.get("text", "")[:4000], "changed_at": clock.now()},
        )
        messages.success(request, _("Your note is kept. Only you see it."))
        return HttpSeeOther(self.record.get_absolute_url())


class RateForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = ConsultationRate
        fields = ["increment_s", "free_minutes", "minimum_minutes", "longest_minutes"]


class OwnRate(LoginRequiredMixin, View):
    """How a consultant's minutes are counted."""

    def get(self, request: HttpRequest) -> HttpResponse:
        provider = self.provider()
        return self.draw(RateForm(instance=rate_of(provider)), provider)

    def post(self, request: HttpRequest) -> HttpResponse:
        provider = self.provider()
        form = RateForm(request.POST, instance=rate_of(provider))
        if not form.is_valid():
            return self.draw(form, provider, status=422)
        form.save()
        messages.success(request, _("Saved. It holds for whoever asks you from now on."))
        return HttpSeeOther(request.path)

    def provider(self) -> Provider:
        own = own_provider(self.request.user)
        if own is None:
            raise Http404
        return own

    def draw(self, form: Any, provider: Provider, *, status: int = 200) -> HttpResponse:
        services = services_by_the_minute(provider)
        context = {"form": form, "provider": provider, "services": services}
        return render(self.request, "consultations/portal/rate.html", context, status=status)


# --- the bar ---------------------------------------------------------------------------------


def own_provider(user: Any) -> Provider | None:
    """The person as a consultant, if they are one."""
    own: Provider | None = getattr(user, "provider", None)
    return own if own is not None and has_services_by_the_minute(own) else None


def consults(user: Any) -> bool:
    return user.is_authenticated and own_provider(user) is not None


def may_ask(user: Any) -> bool:
    return user.is_authenticated and not user.is_staff and not hasattr(user, "provider")


def waiting_requests(user: Any) -> int:
    return Consultation.objects.waiting_for(user).count()


for entry in (
    NavEntry(gettext_lazy("Talk"), "/c/", "chat-dots", may_ask, order=25),
    NavEntry(gettext_lazy("Talks"), "/c/", "chat-dots", consults, badge=waiting_requests, order=5),
):
    PORTAL_NAV.register(entry)
