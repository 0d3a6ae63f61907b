"""The customer's pages: what they have asked, asking anew, and one ticket with its thread."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View

from addons.base.points import ACCOUNT_NAV, NavEntry
from addons.base.surfaces.portal import (
    HttpSeeOther,
    RecordView,
    data_of,
    show_errors,
)
from addons.base.workflow import Door, DoorError
from addons.base.workflow.doors import create

from .arguments import SubmitArguments
from .models import Enquiry, Ticket
from .points import SUGGESTERS, suggestions
from .saying import say
from .shown import ShownTicket
from .talk_view import TalkView

A_PAGE = 20
LONGEST_SUBJECT = 200


class MyTickets(LoginRequiredMixin, TemplateView):
    """What the person has asked: what goes on first, then what was."""

    template_name = "tickets/portal/list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        mine = Ticket.objects.of_customer(self.request.user).with_people().order_by("-pk")
        page = Paginator(mine.done(), A_PAGE).get_page(self.request.GET.get("page"))
        talks = Enquiry.objects.of_customer(self.request.user).going_on().with_people()
        return super().get_context_data(
            under_way=mine.under_way(), page=page, talk=talks.first(), **kwargs
        )


class AskForm(SubmitArguments):
    """What a customer says; for whom and from where is known."""

    agent = None  # type: ignore[assignment]
    carried = None  # type: ignore[assignment]
    customer = None  # type: ignore[assignment]
    source = None  # type: ignore[assignment]
    follow_up_of = None  # type: ignore[assignment]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["related"].widget = self.fields["related"].hidden_widget()
        if SUGGESTERS:
            self.fields["subject"].widget.attrs |= {
                "hx-get": reverse("ticket_suggestions"),
                "hx-trigger": "input changed delay:400ms",
                "hx-target": "#suggestions",
                "hx-swap": "outerHTML",
            }


class Ask(LoginRequiredMixin, View):
    """A new ticket; `?about=jobs.job:17` says what it belongs to."""

    def get(self, request: HttpRequest) -> HttpResponse:
        about = request.GET.get("about", "")
        return self.draw(AskForm(actor=request.user, initial={"related": about}))

    def post(self, request: HttpRequest) -> HttpResponse:
        if "look" in request.POST:
            # Without scripts: the answers that there are already, and what was written stays.
            return self.draw(AskForm(actor=request.user, initial=request.POST.dict()))
        form = AskForm(request.POST, request.FILES, actor=request.user)
        try:
            data = data_of(request, form)
            made = create(Ticket, actor=request.user, data=data, via=Door.PORTAL)
        except DoorError as refusal:
            return self.draw(form, notice=show_errors(form, refusal), status=422)
        messages.success(request, _("We have it. You read here what we answer."))
        return HttpSeeOther(made.get_absolute_url())

    def draw(self, form: AskForm, *, notice: str = "", status: int = 200) -> HttpResponse:
        written = str(form["subject"].value() or "")
        context = {
            "form": form,
            "notice": notice,
            "has_suggestions": bool(SUGGESTERS),
            "suggestions": suggestions(written),
        }
        return render(self.request, "tickets/portal/ask.html", context, status=status)


class Suggestions(LoginRequiredMixin, View):
    """What to read instead of asking, while the subject is being written."""

    def get(self, request: HttpRequest) -> HttpResponse:
        found = suggestions(request.GET.get("subject", "")[:LONGEST_SUBJECT])
        return render(request, "tickets/partials/suggestions.html", {"suggestions": found})


class TicketPage(RecordView):
    """One ticket with its thread."""

    model = Ticket

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        shown = ShownTicket(self.record, request.user)
        context = {"record": self.record, "shown": shown}
        return render(request, "tickets/portal/ticket.html", context)


class TicketChat(TalkView):
    model = Ticket
    speak = staticmethod(say)

    def chat(self) -> dict[str, Any] | None:
        return ShownTicket(self.record, self.request.user).chat


ACCOUNT_NAV.register(
    NavEntry(
        gettext_lazy("Help"), "/support/", "headset", lambda user: user.is_authenticated, order=20
    )
)
