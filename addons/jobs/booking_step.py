"""One page of a booking, with what was said so far: it waits in the session, by category."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views import View

from addons.base import clock
from addons.catalog.models import ServiceCategory

from .points import BOOKING_QUESTIONS, BookingQuestion

DRAFT = "booking"
FIRST_ITEMS = 6


class Step(LoginRequiredMixin, View):
    """One page of a booking, with what was said on the earlier ones."""

    number: int
    template: str

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.category = get_object_or_404(ServiceCategory.objects.live(), slug=kwargs["slug"])
        self.draft: dict[str, Any] = request.session.get(DRAFT, {}).get(self.category.slug, {})

    def keep(self, **said: Any) -> None:
        drafts = self.request.session.get(DRAFT, {})
        drafts[self.category.slug] = self.draft = {**self.draft, **said}
        self.request.session[DRAFT] = drafts

    def forget(self) -> None:
        drafts = self.request.session.get(DRAFT, {})
        drafts.pop(self.category.slug, None)
        self.request.session[DRAFT] = drafts

    def questions(self, answers: Any, *, at: str | None = None) -> dict[str, BookingQuestion]:
        """What other addons ask, by name, answered if there are answers."""
        return {
            name: question(answers, actor=self.request.user, at=time_of(at))
            for name, question in BOOKING_QUESTIONS.items()
        }

    def draw(self, *, status: int = 200, **context: Any) -> HttpResponse:
        context |= {
            "category": self.category,
            "first_items": FIRST_ITEMS,
            "draft": self.draft,
            "number": self.number,
            "now": clock.now(),
        }
        return render(self.request, self.template, context, status=status)


def time_of(text: str | None) -> datetime | None:
    """The moment that was written so, if it is one."""
    try:
        at = parse_datetime(text or "")
    except ValueError:
        return None  # no calendar has it
    return at if at is not None and timezone.is_aware(at) else None
