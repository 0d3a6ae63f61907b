"""Booking in four pages that work without script: need, who and when, confirm, done.

What has been said so far waits in the session; each page has an address and can be gone back to.
"""

from __future__ import annotations

import secrets
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.generic import TemplateView

from addons.base import clock
from addons.base.surfaces.idempotency import once_for
from addons.base.surfaces.portal import HttpSeeOther
from addons.base.uploads import receive
from addons.base.workflow import Door, DoorError, Invalid
from addons.base.workflow.arguments import field_errors
from addons.base.workflow.doors import create
from addons.catalog.models import ServiceCategory, ServiceItem
from addons.providers.models import Provider

from . import pricing
from .booking_forms import ChoiceForm, NeedForm
from .booking_step import Step, time_of
from .models import Job
from .paying import page_after, usual_way, ways_to_pay
from .points import BookingQuestion

DAYS_AHEAD = 7
SHOWN_PROVIDERS = 12
SHOWN_SLOTS = 3


class ChooseService(TemplateView):
    """The first page for who comes without a service in mind."""

    template_name = "jobs/portal/book_service.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        categories = [c for c in ServiceCategory.objects.live().tree() if c.is_bookable]
        return super().get_context_data(categories=categories, **kwargs)


class Need(Step):
    """What is the matter, and where."""

    number = 1
    template = "jobs/portal/book_need.html"

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        if wanted := request.GET.get("provider"):
            self.keep(wanted=wanted, wanted_at=request.GET.get("at", ""))
        # Bound only once this page was answered: nobody is told of mistakes on arrival.
        answered = self.draft if "address" in self.draft else None
        return self.draw(form=NeedForm(answered, **self.form_arguments()))

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        try:
            data = receive(NeedForm, request.POST, request.FILES, actor=request.user)
        except DoorError as refusal:
            form = NeedForm(request.POST, **self.form_arguments())
            form.add_error("photos", str(refusal))
            return self.draw(form=form, status=422)
        form = NeedForm(data, **self.form_arguments())
        if not form.is_valid():
            return self.draw(form=form, status=422)
        self.keep(**form.to_draft())
        return HttpSeeOther(f"/book/{slug}/who/")

    def form_arguments(self) -> dict[str, Any]:
        items = ServiceItem.objects.items_for(self.category).order_by("-category__path", "name")
        return {"actor": self.request.user, "items": items}


class Who(Step):
    """Provider and time on one page: never a time that turns out to be nobody's."""

    number = 2
    template = "jobs/portal/book_who.html"

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        if "address" not in self.draft:
            return redirect(f"/book/{slug}/")
        return self.offer(
            self.questions(self.draft.get("answers"), at=self.draft.get("scheduled_at"))
        )

    def offer(self, questions: dict[str, BookingQuestion], *, status: int = 200) -> HttpResponse:
        today = timezone.localdate(clock.now())
        day = self.chosen_day(today)
        cards = self.cards(day)
        chosen = self.request.POST.get("choice")
        return self.draw(
            days=[today + timedelta(days=n) for n in range(DAYS_AHEAD)],
            day=day,
            cards=cards,
            soonest=day == today,
            anyone=not chosen and not any(card["is_wanted"] for card in cards),
            chosen=chosen,
            questions=questions.values(),
            status=status,
        )

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        if "address" not in self.draft:
            return HttpSeeOther(f"/book/{slug}/")
        form = ChoiceForm.chosen(request.POST.get("choice", ""), actor=request.user)
        if not form.is_valid():
            messages.error(request, form.complaint)
            return HttpSeeOther(request.get_full_path())
        questions = self.questions(request.POST, at=form.to_draft()["scheduled_at"])
        if any({name: q.errors for name, q in questions.items()}.values()):
            return self.offer(questions, status=422)
        asked = [name for question in questions.values() for name in question.fields]
        answers = {name: request.POST[name] for name in asked if name in request.POST}
        self.keep(**form.to_draft(), answers=answers)
        return HttpSeeOther(f"/book/{slug}/confirm/")

    def chosen_day(self, today: date) -> date:
        at = time_of(self.draft.get("wanted_at"))
        usual = timezone.localdate(at) if at else today
        try:
            day = parse_date(self.request.GET.get("day", "")) or usual
        except ValueError:
            day = usual  # no calendar has it
        return min(max(day, today), today + timedelta(days=DAYS_AHEAD - 1))

    def cards(self, day: date) -> list[dict[str, Any]]:
        """Those who could come, each with some free starts of the day; who was wanted comes first."""
        near = Provider.objects.candidates(
            category=self.category,
            latitude=float(self.draft["latitude"]),
            longitude=float(self.draft["longitude"]),
            start=None,
            minutes=self.draft["minutes"],
        )
        wanted = str(self.draft.get("wanted", ""))
        near.sort(key=lambda provider: str(provider.pk) != wanted)
        found = Provider.objects.for_cards().in_bulk([p.pk for p in near[:SHOWN_PROVIDERS]])
        return [self.card(found[provider.pk], day) for provider in near[:SHOWN_PROVIDERS]]

    def card(self, provider: Provider, day: date) -> dict[str, Any]:
        free = provider.free_starts(day, minutes=self.draft["minutes"])
        is_wanted = str(provider.pk) == str(self.draft.get("wanted", ""))
        chosen = self.request.POST.get("choice", "").partition("@")
        if chosen[0] == str(provider.pk):
            wanted_at = time_of(chosen[2])
        else:
            wanted_at = time_of(self.draft.get("wanted_at")) if is_wanted else None
        starts = sorted({*free[:SHOWN_SLOTS], *({wanted_at} & set(free))})
        zone = timezone.get_current_timezone()
        metres = provider.distance_to(float(self.draft["latitude"]), float(self.draft["longitude"]))
        return {
            "provider": provider,
            "is_wanted": is_wanted,
            "distance_km": round((metres or 0) / 1000, 1),
            "price": provider.price_in(self.category),
            "slots": [
                {
                    "label": start.astimezone(zone).strftime("%H:%M"),
                    "name": "choice",
                    "value": f"{provider.pk}@{start.isoformat()}",
                    "first": number == 0,
                    "chosen": start == wanted_at,
                }
                for number, start in enumerate(starts)
            ],
        }


class Confirm(Step):
    """Everything in one view, what it costs and when it is paid; then it is booked."""

    number = 3
    template = "jobs/portal/book_confirm.html"

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        if "scheduled_at" not in self.draft:
            return redirect(f"/book/{slug}/who/")
        if "key" not in self.draft:
            self.keep(key=secrets.token_urlsafe(16))
        return self.draw(**self.summary())

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        if "key" not in self.draft:
            # Booked already, in another tab or by a second press.
            return HttpSeeOther("/jobs/")
        if chosen := request.POST.get("payment_method"):
            self.keep(payment_method=chosen)

        def work() -> HttpResponse:
            job = create(Job, actor=request.user, data=self.data(), via=Door.PORTAL)
            self.carry_out_answers(job)
            return HttpResponse(page_after(job), status=201)

        try:
            booked = once_for(request.user, f"book:{self.draft['key']}", work)
        except Invalid as wrong:
            texts = [text for texts in wrong.errors.values() for text in texts]
            return self.draw(**self.summary(), refusal=" ".join(texts), status=422)
        except DoorError as refusal:
            return self.draw(**self.summary(), refusal=str(refusal), status=409)
        self.forget()
        return HttpSeeOther(booked.content.decode())

    def answered(self) -> dict[str, BookingQuestion]:
        return self.questions(self.draft.get("answers", {}), at=self.draft["scheduled_at"])

    def carry_out_answers(self, job: Job) -> None:
        for question in self.answered().values():
            if not question.is_valid():
                raise Invalid(field_errors(question))
            question.carry_out(job, actor=self.request.user)

    def data(self) -> dict[str, Any]:
        said = ("provider", "address", "area", "latitude", "longitude")
        return {name: self.draft.get(name) for name in (*said, "scheduled_at", "photos")} | {
            "category": self.category.slug,
            "items": [{"item": item.pk, "quantity": 1} for item in self.items()],
            "description": self.draft.get("description") or self.named(),
            "payment_method": self.draft.get("payment_method") or usual_way(self.category),
        }

    def items(self) -> list[ServiceItem]:
        return list(ServiceItem.objects.filter(pk__in=self.draft.get("items", [])))

    def named(self) -> str:
        """What is to be done, for who had nothing to add."""
        return ", ".join(item.name for item in self.items()) or self.category.name

    def summary(self) -> dict[str, Any]:
        provider = Provider.objects.verified().filter(pk=self.draft.get("provider") or 0).first()
        items = [{"item": item, "quantity": 1} for item in self.items()]
        at = self.draft["scheduled_at"]
        quote = pricing.quote(self.category, provider, items)
        return {
            "provider": provider,
            "at": time_of(at),
            "quote": quote,
            "ways": ways_to_pay(
                self.request.user,
                self.category,
                quote.total,
                wanted=self.request.GET.get("pay") or self.draft.get("payment_method", ""),
                back=f"/book/{self.category.slug}/confirm/",
            ),
            "answers": [q.said() for q in self.answered().values() if q.is_valid() and q.said()],
        }
