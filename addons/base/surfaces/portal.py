"""The portal's side of the doors: dialogs, parts and buttons of any record, drawn from `available`.

An addon mounts `*record_urls(Job)` in its urls.py beside its own record page, whose address is the
record's `get_absolute_url()`.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import URLPattern, path
from django.utils.decorators import method_decorator
from django.utils.functional import SimpleLazyObject
from django.views import View

from .. import uploads
from ..models.record import Record
from ..points import ACCOUNT_NAV, PORTAL_NAV, NavEntry
from ..workflow import Conflict, Door, DoorError, Forbidden, NotFound, may
from ..workflow.arguments import Lines
from ..workflow.available import Available, available
from ..workflow.compose import flow_of
from ..workflow.doors import perform

# What a page's form sends beside the arguments of the transition.
OWN_FIELDS = {"csrfmiddlewaretoken", "version", "idempotency_key"}


class HttpSeeOther(HttpResponseRedirect):
    """After a POST the next request is a GET."""

    status_code = 303


def find(model: type[Record], pk: Any, request: HttpRequest) -> Any:
    """The record, if the person may see it; a 404 page else."""
    record = model.objects.visible_to(request.user).filter(pk=pk).first()
    if record is None:
        raise Http404
    return record


def action_url(record: Any, option: Available) -> str:
    """Where the page of this transition is."""
    return f"{record.get_absolute_url()}do/{option.path}/"


def portal_actions(record: Record, actor: Any) -> list[dict[str, Any]]:
    """What the person may do with the record now, as the theme's bars and cards of buttons take it."""
    return [
        {
            "name": option.name,
            "label": option.label,
            "icon": option.icon,
            "tone": option.tone,
            "primary": option.primary,
            "enabled": option.enabled,
            "reason": option.reason,
            "url": action_url(record, option),
        }
        for option in available(record, actor, via=Door.PORTAL)
    ]


def render_part(request: HttpRequest, record: Record, part: str) -> str:
    """One part of a record's page: the same for the page, htmx and refreshes."""
    label, name = record._meta.app_label, record._meta.model_name
    context = {"record": record, "actor": request.user}
    return render_to_string(f"{label}/partials/{name}_{part}.html", context, request=request)


class RecordView(View):
    """Base of a record's pages; signed-in people only, and only what they may see."""

    model: Any = None

    @method_decorator(login_required)
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.record = find(self.model, kwargs["pk"], request)
        return super().dispatch(request, *args, **kwargs)


class PartView(RecordView):
    """One part, fetched again when its record has changed."""

    parts: tuple[str, ...] = ()

    def get(self, request: HttpRequest, pk: Any, part: str) -> HttpResponse:
        if part not in self.parts:
            raise Http404
        response = HttpResponse(render_part(request, self.record, part))
        response["Cache-Control"] = "no-store"
        return response


class TransitionView(RecordView):
    """The page of one transition: a sheet with htmx, a whole page without."""

    record: Any

    def get(self, request: HttpRequest, pk: Any, transition: str) -> HttpResponse:
        option = self._option(transition)
        return self._draw(option, option.form(), status=200)

    def post(self, request: HttpRequest, pk: Any, transition: str) -> HttpResponse:
        option = self._option(transition)
        form = option.form(request.POST, request.FILES)
        try:
            record = perform(
                self.record,
                option.spec.name,
                actor=request.user,
                data=data_of(request, form),
                version=version_of(request),
                via=Door.PORTAL,
            )
        except (Forbidden, NotFound):
            raise Http404 from None
        except Conflict as conflict:
            return self._draw(option, form, status=409, refusal=str(conflict))
        except DoorError as error:
            status = 409 if error.http_status == 409 else 422
            return self._draw(option, form, status=status, error=error)
        messages.success(request, str(option.done))
        visible = self.model.objects.visible_to(request.user).filter(pk=record.pk).exists()
        return HttpSeeOther(record.get_absolute_url() if visible else "/")

    def _option(self, path: str) -> Available:
        """The transition as it is offered now; a closed one still gets its page, to say why not."""
        flow = flow_of(self.model)
        spec = next((s for s in flow.transitions.values() if s.path == path), None)
        if spec is None or spec.creates or Door.PORTAL not in spec.doors:
            raise Http404
        offered = available(self.record, self.request.user, via=Door.PORTAL)
        found = next((option for option in offered if option.name == spec.name), None)
        if found is None and not may(self.request.user, spec.permission, self.record):
            raise Http404
        return found or Available(record=self.record, spec=spec, actor=self.request.user)

    def _draw(
        self,
        option: Available,
        form: Any,
        *,
        status: int,
        refusal: str = "",
        error: DoorError | None = None,
    ) -> HttpResponse:
        if error is not None:
            refusal = show_errors(form, error)
        context = {
            "record": self.record,
            "title": option.label,
            "intro": option.spec.confirm or option.spec.summary,
            "advice": option.advice,
            "form": form or (),
            "action": self.request.path,
            "back": self.record.get_absolute_url(),
            # A form may know what the deed comes to, and let its button say so.
            "facts": getattr(form, "facts", ()),
            "submit": getattr(form, "submit", "") or option.label,
            "tone": option.tone,
            "version": self.record.version,
            "idempotency_key": secrets.token_urlsafe(16),
            "notice": refusal or option.reason,
        }
        whole = "base/portal/transition.html"
        template = "theme/pieces/dialog_form.html" if is_htmx(self.request) else whole
        return render(self.request, template, context, status=status)


def record_urls(
    model: type[Record], *, parts: tuple[str, ...], key: str = "int", prefix: str = ""
) -> list[URLPattern]:
    """The addresses of a record's transitions and parts, below `<prefix><key>/`."""
    name = model._meta.model_name
    do = TransitionView.as_view(model=model)
    part = PartView.as_view(model=model, parts=parts)
    return [
        path(f"{prefix}<{key}:pk>/do/<slug:transition>/", do, name=f"{name}_do"),
        path(f"{prefix}<{key}:pk>/part/<slug:part>/", part, name=f"{name}_part"),
    ]


def data_of(request: HttpRequest, form: Any) -> Any:
    """The arguments in the page's form: its own hidden fields left out, files stored."""
    if form is None:
        return {}
    data: QueryDict = request.POST.copy()
    for name in OWN_FIELDS:
        data.pop(name, None)
    for name, field in form.base_fields.items():
        if isinstance(field, Lines) and f"{name}-TOTAL_FORMS" in data:
            lines = field.lines_of(data, name)
            for key in [key for key in data if key.startswith(f"{name}-")]:
                del data[key]
            data[name] = json.dumps(lines)
    return uploads.receive(type(form), data, request.FILES, actor=request.user)


def version_of(request: HttpRequest) -> int | None:
    """The version that the page was drawn with, if it said one."""
    given = request.POST.get("version", "")
    return int(given) if given.isdecimal() else None


def show_errors(form: Any, error: DoorError) -> str:
    """Put the door's field errors on the form; what belongs to no field is returned."""
    rest = []
    for name, texts in getattr(error, "errors", {}).items():
        if form is not None and name in form.fields:
            form.add_error(name, [text for text in texts if text not in form[name].errors])
        else:
            rest += texts
    if not getattr(error, "errors", {}):
        rest.append(str(error))
    return " ".join(rest)


def is_htmx(request: HttpRequest) -> bool:
    return bool(getattr(request, "htmx", False))


def portal_context(request: HttpRequest) -> dict[str, Any]:
    """What every portal page has: its bar, drawn only where a template asks for it."""
    return {
        "portal_nav": SimpleLazyObject(lambda: entries(request, PORTAL_NAV)),
        "account_nav": SimpleLazyObject(lambda: entries(request, ACCOUNT_NAV)),
    }


def entries(request: HttpRequest, registry: Iterable[NavEntry]) -> list[dict[str, Any]]:
    user = request.user
    shown = [entry for entry in registry if entry.shown_to(user)]
    return [
        {
            "label": entry.label,
            "url": str(entry.url),
            "icon": entry.icon,
            "badge": entry.badge(user) if entry.badge else 0,
            "current": is_current(request.path, str(entry.url)),
        }
        for entry in sorted(shown, key=lambda entry: entry.order)
    ]


def is_current(path: str, url: str) -> bool:
    return path == url or (url.count("/") > 2 and path.startswith(url))
