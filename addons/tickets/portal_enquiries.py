"""The customer's pages for writing to us without a ticket."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.generic import View

from addons.base.surfaces.portal import HttpSeeOther, RecordView, data_of, show_errors
from addons.base.workflow import Door, DoorError, Invalid
from addons.base.workflow.arguments import field_errors

from . import enquiring
from .enquiry_arguments import BeginArguments
from .models import Enquiry
from .shown import ShownEnquiry
from .talk_view import TalkView


class Write(LoginRequiredMixin, View):
    """The first message; who is writing with us already goes on there."""

    def get(self, request: HttpRequest) -> HttpResponse:
        going_on = Enquiry.objects.going_on().of_customer(request.user).first()
        if going_on is not None:
            return redirect(going_on.get_absolute_url())
        return self.draw(BeginArguments(actor=request.user))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = BeginArguments(request.POST, request.FILES, actor=request.user)
        try:
            form = BeginArguments(data_of(request, form), actor=request.user)
            if not form.is_valid():
                raise Invalid(field_errors(form))
            given = form.cleaned_data
            message = enquiring.write(
                request.user, via=Door.PORTAL, text=given["text"], files=given["attachments"]
            )
        except DoorError as refusal:
            return self.draw(form, notice=show_errors(form, refusal), status=422)
        return HttpSeeOther(Enquiry(pk=message.conversation.about_id).get_absolute_url())

    def draw(self, form: BeginArguments, *, notice: str = "", status: int = 200) -> HttpResponse:
        context = {"form": form, "notice": notice}
        return render(self.request, "tickets/portal/write.html", context, status=status)


class EnquiryPage(RecordView):
    """One enquiry with what was said."""

    model = Enquiry

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return render(request, "tickets/portal/enquiry.html", {"record": self.record})


class EnquiryChat(TalkView):
    model = Enquiry
    speak = staticmethod(enquiring.say)

    def chat(self) -> dict[str, Any] | None:
        return ShownEnquiry(self.record, self.request.user).chat
