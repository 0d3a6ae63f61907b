"""Macros on tickets: chosen with a forecast, started by one person for one ticket or those ticked."""

from __future__ import annotations

import json
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.utils.functional import cached_property
from django.views import View

from addons.base.live.topics import key_of
from addons.tickets.models import Ticket

from .listing import AT_ONCE, AtTheDesk
from .models import CannedReply, Macro
from .opened import OneTicket, drawn, head_context, ticket_at
from .placeholders import fill_in
from .running import run, run_for_all, try_out


class Chosen(AtTheDesk, View):
    """The tickets named by `id=…`: as many as a page of the list shows."""

    @property
    def given(self) -> QueryDict:
        return self.request.POST if self.request.method == "POST" else self.request.GET

    @cached_property
    def tickets(self) -> list[Ticket]:
        keys = [pk for key in self.given.getlist("id") if (pk := key_of(Ticket, key)) is not None]
        visible = Ticket.objects.visible_to(self.request.user).with_people()
        found = {ticket.pk: ticket for ticket in visible.filter(pk__in=keys[:AT_ONCE])}
        if not found:
            raise Http404
        return [found[pk] for pk in dict.fromkeys(keys) if pk in found]

    @cached_property
    def macros(self) -> list[Macro]:
        return list(
            Macro.objects.offered_to(self.request.user).filter(steps__isnull=False).distinct()
        )

    @cached_property
    def macro(self) -> Macro | None:
        wanted = self.given.get("macro", "")
        return next((each for each in self.macros if str(each.pk) == wanted), None)

    def shown(self) -> dict[str, Any]:
        return {
            "tickets": self.tickets,
            "macros": self.macros,
            "is_one": len(self.tickets) == 1,
            "query": "&".join(f"id={ticket.pk}" for ticket in self.tickets),
        }

    def forecast(self, macro: Macro | None) -> dict[str, Any]:
        """What the macro would do to each; those that are alike stand together."""
        if macro is None:
            return {}
        tried = [try_out(macro, ticket, agent=self.request.user) for ticket in self.tickets]
        possible = sum(not each.refusal for each in tried)
        return {"macro": macro, "forecasts": tried, "possible": possible}


class RunView(Chosen):
    """`run/`: the dialog, and the deed."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        first = self.macros[0] if self.macros else None
        return drawn(request, "macros", self.shown() | self.forecast(first))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        macro = self.macro
        if macro is None:
            raise Http404
        if len(self.tickets) > 1:
            done = run_for_all(macro, self.tickets, agent=request.user)
            refused = [each for each in done if each.refusal]
            context = self.shown() | {"macro": macro, "refused": refused}
            response = drawn(request, "ran", context | {"done": len(done) - len(refused)})
        else:
            result = run(macro, self.tickets[0], agent=request.user)
            if result.refusal:
                context = self.shown() | self.forecast(macro) | {"notice": result.refusal}
                response = drawn(request, "macros", context, status=409)
                response.headers["HX-Retarget"] = "#dialog-body"
                response.headers["HX-Reswap"] = "innerHTML"
                return response
            ticket = ticket_at(request.user, self.tickets[0].pk)
            response = drawn(request, "head", head_context(ticket, request))
        response.headers["HX-Trigger"] = json.dumps({"desk:held": {}})
        return response


class ForecastView(Chosen):
    """`run/forecast/`: what the macro that is looked at would do."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.macro is None:
            raise Http404
        return drawn(request, "forecast", self.shown() | self.forecast(self.macro))


class RepliesView(OneTicket):
    """`<ticket>/replies/`: prepared replies as they read for this ticket."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        user: Any = request.user
        replies = [
            (reply, fill_in(reply.text, ticket=self.ticket, agent=user))
            for reply in CannedReply.objects.offered_to(user)
        ]
        return drawn(request, "replies", {"ticket": self.ticket, "replies": replies})
