"""A new record, through its creation transition."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic.base import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from ...workflow.actors import Door
from ...workflow.arguments import Arguments
from ...workflow.compose import flow_of
from ...workflow.declare import Transition
from ...workflow.doors import create
from ...workflow.errors import DoorError, Forbidden
from ..portal import HttpSeeOther, data_of, show_errors
from .access import RecordsMixin, may_create
from .pickers import choices_answer, dress


class NewView(RecordsMixin, WagtailAdminTemplateMixin, TemplateView):  # type: ignore[misc]
    template_name = "base/console/record/new.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_create(self.model, request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def creation(self) -> Transition:
        spec = flow_of(self.model).creation
        assert spec is not None  # dispatch has asked
        return spec

    def get_page_title(self) -> str:
        return _("New %(record)s") % {"record": self.model._meta.verbose_name}

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return [
            *super().get_breadcrumbs_items(),
            {"url": self.viewset.url("index"), "label": self.viewset.label},
            {"url": "", "label": self.get_page_title()},
        ]

    @cached_property
    def form(self) -> Any:
        arguments = self.creation.arguments
        if arguments is None:
            return None
        kwargs: dict[str, Any] = {}
        if issubclass(arguments, Arguments):
            kwargs = {"record": None, "actor": self.request.user}
        if self.request.method == "POST":
            return arguments(self.request.POST, self.request.FILES, **kwargs)
        # `?customer=7` fills in what the page that led here knows.
        known = {name: self.request.GET[name] for name in self.request.GET}
        return arguments(initial=known, **kwargs)

    def post(self, request: HttpRequest) -> HttpResponseBase:
        data = data_of(request, self.form)
        if self.form is not None:
            # With lines as lists: what has been typed stays when something else is wrong.
            self.form.data = data
        try:
            record = create(self.model, actor=request.user, via=Door.CONSOLE, data=data)
        except Forbidden:
            raise PermissionDenied from None
        except DoorError as error:
            context = self.get_context_data(notice=show_errors(self.form, error))
            return self.render_to_response(context, status=422)
        messages.success(request, _("%(record)s is created.") % {"record": record})
        return HttpSeeOther(self.viewset.record_url(record.pk))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        form = dress(
            self.form,
            viewset=self.viewset,
            url=self.request.path,
            record=None,
            user=self.request.user,
        )
        return context | {
            "form": form,
            "spec": self.creation,
            "viewset": self.viewset,
            "suggestions": list(self.viewset.suggestions(self.request)),
        }


class NewChoicesView(NewView):
    """What a field of the page offers for what has been typed."""

    http_method_names = ["get"]

    def get(self, request: HttpRequest, field: str) -> HttpResponse:
        return choices_answer(request, self.viewset, self.form, field, None)
