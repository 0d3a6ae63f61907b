"""What is said about a record at the desk: read again by live events, written to by the form below."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from addons.base.surfaces.portal import HttpSeeOther, RecordView, is_htmx
from addons.chat import points as chat
from addons.chat.models import Conversation, Message

from .models import Enquiry, Ticket

PAGES = {model._meta.label_lower: model for model in (Enquiry, Ticket)}


class TalkView(RecordView):
    """Subclass it with the record's model, how one says something there, and what its page shows."""

    speak: Callable[..., Message]

    def chat(self) -> dict[str, Any] | None:
        """For the theme's chat piece."""
        raise NotImplementedError

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._log()

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        visible = Conversation.objects.visible_to(request.user)
        conversation = visible.about(self.record).first()
        if conversation is None:
            raise Http404
        said: list[Message] = []
        error = chat.say_from_page(conversation, request, speak=partial(self._noted, said))
        if said and said[0].conversation_id != conversation.pk:
            return self._lead_to(request, said[0].conversation)
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

    def _noted(self, said: list[Message], conversation: Conversation, **told: Any) -> Message:
        """Say it, and keep where it went."""
        message = self.speak(conversation, **told)
        said.append(message)
        return message

    def _lead_to(self, request: HttpRequest, conversation: Conversation) -> HttpResponse:
        """Where the message has gone."""
        model = PAGES[conversation.about_type]
        if model is Ticket:
            messages.info(request, _("It goes on here, in another ticket of yours."))
        else:
            messages.info(request, _("It goes on here."))
        url = model(pk=conversation.about_id).get_absolute_url()
        if not is_htmx(request):
            return HttpSeeOther(url)
        response = HttpResponse(status=204)
        response["HX-Redirect"] = url
        return response

    def _log(self) -> HttpResponse:
        shown = self.chat()
        if shown is None:
            raise Http404
        return render(self.request, "theme/pieces/chat_log.html", {"chat": shown})
