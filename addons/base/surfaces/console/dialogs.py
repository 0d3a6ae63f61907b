"""Dialogs on one record: a form, the door it goes through, and what the page shows afterwards.

GET is a whole page, or the body of a dialog with htmx. POST answers 303; 422 with the form; 409
with the form or, where there is nothing to correct, with the fresh part of the page.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import cached_property
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views import View

from ...workflow.actors import Door, may
from ...workflow.available import Available, available
from ...workflow.compose import flow_of
from ...workflow.doors import perform
from ...workflow.errors import Conflict, DoorError, Forbidden, NotFound
from ...workflow.states import Text
from ..portal import HttpSeeOther, data_of, is_htmx, show_errors, version_of
from .access import OneRecordMixin
from .pickers import choices_answer, dress

MAIN = "record"


class Dialog(OneRecordMixin, View):
    """Subclasses say what it asks and which door it goes through."""

    http_method_names = ["get", "post"]
    tone = "neutral"
    intro: Text = ""
    advice: Sequence[Text] = ()

    @property
    def title(self) -> Text:
        raise NotImplementedError

    @property
    def submit(self) -> Text:
        return self.title

    @property
    def done(self) -> str:
        """What the person reads afterwards."""
        return _("Saved.")

    def form(self, request: HttpRequest) -> forms.BaseForm | None:
        raise NotImplementedError

    def go(self, request: HttpRequest, form: Any) -> Any:
        """Through the door; raises a DoorError."""
        raise NotImplementedError

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.draw(self.form(request), status=200)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.form(request)
        try:
            self.go(request, form)
        except (Forbidden, NotFound):
            raise Http404 from None
        except Conflict as conflict:
            self.record = self.find()
            return self.conflict(form, conflict)
        except DoorError as error:
            # A wrong input is 422 on a page; a rule of the record that says no is a conflict.
            status = 409 if error.http_status == 409 else 422
            return self.draw(form, status=status, notice=show_errors(form, error))
        if not is_htmx(request):
            # With htmx the page says so itself, from the form's data-done.
            messages.success(request, self.done)
        return HttpSeeOther(self.next_url)

    @cached_property
    def next_url(self) -> str:
        """Where the dialog was opened; with htmx the part that is to be replaced there."""
        given = self.request.GET.get("next", "")
        if given and url_has_allowed_host_and_scheme(given, {self.request.get_host()}):
            return given
        if is_htmx(self.request):
            return str(self.viewset.url("part", self.record.pk, "main"))
        return str(self.viewset.record_url(self.record.pk))

    def conflict(self, form: Any, conflict: Conflict) -> HttpResponse:
        return self.draw(form, status=409, notice=str(conflict))

    def draw(self, form: Any, *, status: int, notice: str = "", **more: Any) -> HttpResponse:
        dress(
            form,
            viewset=self.viewset,
            url=self.request.path,
            record=self.record,
            user=self.request.user,
        )
        context = {
            "viewset": self.viewset,
            "record": self.record,
            "dialog": self,
            "form": form,
            "notice": notice,
            "action": self.request.get_full_path(),
            "back": self.viewset.record_url(self.record.pk),
            **more,
        }
        whole = "base/console/dialog/page.html"
        template = "base/console/dialog/body.html" if is_htmx(self.request) else whole
        response = render(self.request, template, context, status=status)
        response.headers["Cache-Control"] = "no-store"
        if is_htmx(self.request) and status >= 400:
            return self.to_dialog(response) if form is not None else self.refused(notice, status)
        return response

    def to_dialog(self, response: HttpResponse) -> HttpResponse:
        """What was refused belongs into the dialog, not where success would have gone."""
        response.headers["HX-Retarget"] = "#dialog-body"
        response.headers["HX-Reswap"] = "innerHTML"
        return response

    def refused(self, notice: str, status: int) -> HttpResponse:
        """The reason as a toast over the part as it is now; a board fetches itself again."""
        from .record import main_context  # that module draws dialogs' buttons

        if self.request.headers.get("HX-Target") == MAIN:
            context = main_context(self.viewset, self.record, self.request)
            response = render(self.request, "base/console/record/main.html", context, status=status)
        else:
            response = HttpResponse(status=status)
            response.headers["HX-Reswap"] = "none"
        response.headers["HX-Trigger"] = json.dumps({"toast": {"text": notice, "level": "error"}})
        return response


class TransitionView(Dialog):
    """`do/<transition>/`."""

    @cached_property
    def option(self) -> Available:
        """The transition as it is offered now; a closed one still gets its page, to say why not."""
        transitions = flow_of(self.model).transitions.values()
        spec = next((s for s in transitions if s.path == self.kwargs["transition"]), None)
        if spec is None or spec.creates or Door.CONSOLE not in spec.doors:
            raise Http404
        options = available(self.record, self.request.user, via=Door.CONSOLE)
        found = next((option for option in options if option.name == spec.name), None)
        if found is None and not may(self.request.user, spec.permission, self.record):
            raise Http404
        return found or Available(record=self.record, spec=spec, actor=self.request.user)

    @property
    def title(self) -> Text:
        # On a board nothing else says which one it is.
        return f"{self.option.label}: {self.viewset.title(self.record)}"

    @property
    def submit(self) -> Text:
        return self.option.label

    @property
    def done(self) -> str:
        return str(self.option.done)

    @property
    def intro(self) -> Text:  # type: ignore[override]
        return self.option.spec.confirm or self.option.spec.summary

    @property
    def advice(self) -> Sequence[Text]:  # type: ignore[override]
        return self.option.advice

    @property
    def tone(self) -> str:  # type: ignore[override]
        return self.option.tone

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.draw(self.form(request), status=200, notice=str(self.option.reason))

    def form(self, request: HttpRequest) -> forms.BaseForm | None:
        if request.method == "POST":
            return self.option.form(request.POST, request.FILES)
        return self.option.form()

    def go(self, request: HttpRequest, form: Any) -> Any:
        return perform(
            self.record,
            self.option.name,
            actor=request.user,
            via=Door.CONSOLE,
            data=data_of(request, form),
            version=version_of(request),
        )


class ChoicesView(TransitionView):
    """What a field of the dialog offers for what has been typed."""

    http_method_names = ["get"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.form(request)
        return choices_answer(request, self.viewset, form, kwargs["field"], self.record)
