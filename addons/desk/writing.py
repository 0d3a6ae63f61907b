"""What an agent writes: drafts, sending, taking back."""

from __future__ import annotations

import json
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.views import View

from addons.base.uploads import inspect, keep
from addons.base.workflow import DoorError, Forbidden, NotFound
from addons.tickets.models import Ticket

from .listing import AtTheDesk
from .models import DeskPreference, Draft
from .opened import OneTicket, drawn, held_context
from .running import told
from .sending import (
    Answered,
    Seen,
    hold_draft,
    keep_draft,
    put_with_draft,
    require_agent,
    take_back,
    take_from_draft,
)
from .states import After, Outcome


def number_in(request: HttpRequest, name: str) -> int:
    text = request.POST.get(name, "")
    return int(text[:18]) if text.isdecimal() else 0


class DraftView(OneTicket):
    """`<ticket>/draft/`: every two seconds while somebody writes."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            keep_draft(
                self.ticket,
                agent=request.user,
                text=request.POST.get("text", ""),
                key=request.POST.get("key", "")[:64],
                internal=request.POST.get("kind") == "note",
            )
        except (Forbidden, NotFound):
            raise Http404 from None
        return HttpResponse(status=204)


class SendView(OneTicket):
    """`<ticket>/send/`: a note at once, a reply in a moment."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        seen = Seen(message=number_in(request, "seen"), held=number_in(request, "seen_held"))
        try:
            reply = hold_draft(
                self.ticket,
                agent=request.user,
                text=request.POST.get("text", ""),
                key=request.POST.get("key", "")[:64],
                seen=seen,
                internal=request.POST.get("kind") == "note",
            )
        except (Forbidden, NotFound):
            raise Http404 from None
        except Answered as others:
            return self.warn(others, status=409)
        except DoorError as error:
            status = 409 if error.http_status == 409 else 422
            return self.warn(told(error), status=status)
        response = strip(request)
        happened = {"ticket": self.ticket.pk, "internal": reply.internal}
        response.headers["HX-Trigger"] = json.dumps({"desk:sent": happened})
        return response

    def warn(self, why: Any, *, status: int) -> HttpResponse:
        context: dict[str, Any] = {"ticket": self.ticket}
        if isinstance(why, Answered):
            context |= {
                "others": why,
                "seen": max((each.pk for each in why.messages), default=0),
                "seen_held": max((each.pk for each in why.held), default=0),
            }
        else:
            context["notice"] = why
        response = drawn(self.request, "warning", context, status=status)
        response.headers["HX-Retarget"] = "#desk-warning"
        response.headers["HX-Reswap"] = "innerHTML"
        return response


class FilesView(OneTicket):
    """`<ticket>/files/`: sent as soon as they are chosen, and kept with the draft."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        agent: Any = request.user
        sent: Any = request.FILES.getlist("files")
        try:
            require_agent(self.ticket, agent)
            kept = [keep(inspect(file), name=file.name, actor=agent) for file in sent]
            put_with_draft(self.ticket, kept, agent=agent)
        except (Forbidden, NotFound):
            raise Http404 from None
        except DoorError as error:
            return files_of(self.ticket, request, notice=told(error))
        return files_of(self.ticket, request)


class RemoveFileView(OneTicket):
    """`<ticket>/files/<file>/remove/`."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            take_from_draft(self.ticket, self.kwargs["file"], agent=request.user)
        except (Forbidden, NotFound):
            raise Http404 from None
        return files_of(self.ticket, request)


def files_of(ticket: Ticket, request: HttpRequest, *, notice: str = "") -> HttpResponse:
    draft = Draft.objects.filter(agent=request.user.pk, ticket=ticket).first()
    return drawn(request, "files", {"ticket": ticket, "draft": draft, "notice": notice})


def strip(request: HttpRequest) -> HttpResponse:
    return drawn(request, "held", held_context(request.user))


class HeldView(AtTheDesk, View):
    """`held/`: what goes out in a moment."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return strip(request)


class TakeBackView(AtTheDesk, View):
    """`held/<reply>/take-back/`."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            reply = take_back(pk, agent=request.user)
        except NotFound:
            raise Http404 from None
        except DoorError as error:
            response = strip(request)
            toast = {"text": str(error), "level": "error"}
            response.headers["HX-Trigger"] = json.dumps({"toast": toast})
            return response
        response = strip(request)
        happened = {"ticket": reply.ticket_id, "outcome": Outcome.TAKEN_BACK.value}
        response.headers["HX-Trigger"] = json.dumps({"desk:taken-back": happened})
        return response


class PreferenceView(AtTheDesk, View):
    """`preference/`: where one goes on after sending."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        wanted = request.POST.get("after_sending", "")
        if wanted not in After.values:
            return HttpResponse(status=422)
        person: Any = request.user
        DeskPreference.objects.update_or_create(person=person, defaults={"after_sending": wanted})
        return HttpResponse(status=204)
