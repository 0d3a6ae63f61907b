"""Prepared replies and macros in the console: each keeps their own, leads also what is shared."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Max
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as say

from addons.base.surfaces.console.pages import PageView, PageViewSet
from addons.base.surfaces.portal import HttpSeeOther
from addons.base.workflow.declare import Transition
from addons.tickets.models import Ticket

from .forms import macro_transitions, step_form
from .models import MacroStep
from .placeholders import fill_in
from .running import sentence
from .states import Kind

MOST_STEPS = 10


class IndexPage(PageView):
    """All that one finds, one's own first."""

    template_name = "desk/console/prepared.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user: Any = self.request.user
        prepared: Any = self.viewset.model.objects
        found = prepared.visible_to(user).select_related("owner", "team")
        rows = sorted(found, key=lambda each: (each.owner_id != user.pk, each.name.lower()))
        changeable = set(prepared.changeable_by(user).values_list("pk", flat=True))
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"rows": rows, "changeable": changeable, "viewset": self.viewset}


class FormPage(PageView):
    """A form with a way back."""

    template_name = "desk/console/prepared_form.html"
    object: Any = None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.viewset.may_open(request.user):
            raise PermissionDenied
        if "pk" in kwargs:
            prepared: Any = self.viewset.model.objects
            mine = prepared.changeable_by(request.user)
            self.object = get_object_or_404(mine, pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        index = {"url": self.index_url, "label": str(self.viewset.menu.label)}
        items = super().get_breadcrumbs_items()
        return [*items[:-1], index, items[-1]]

    @property
    def index_url(self) -> str:
        return reverse(self.viewset.get_url_name("index"))

    def page_url(self) -> str:
        return reverse(self.viewset.get_url_name("edit"), args=[self.object.pk])

    def get_page_title(self) -> str:
        return str(self.object or self.viewset.add_label)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"back": self.index_url, "viewset": self.viewset, "object": self.object}


class EditPage(FormPage):
    """A new one, or one that is there: name, text, who finds it."""

    def form(self) -> Any:
        data = self.request.POST if self.request.method == "POST" else None
        return self.viewset.form_class(data, instance=self.object)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        form = self.form()
        if self.object is None:
            form.instance.owner = request.user
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        self.object = form.save()
        messages.success(request, say("Saved."))
        return HttpSeeOther(self.page_url() if self.viewset.has_steps else self.index_url)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        context.setdefault("form", self.form())
        return context | self.viewset.shown_beside(self.object, self.request.user)


class StepPage(FormPage):
    """`<macro>/add/<what>/`: one more step, with the form that its dialog has."""

    template_name = "desk/console/step_form.html"

    @cached_property
    def spec(self) -> Transition | None:
        what = self.kwargs["what"]
        if what in (Kind.REPLY, Kind.NOTE, Kind.TAGS):
            return None
        found = next((each for each in macro_transitions() if each.path == what), None)
        if found is None:
            raise Http404
        return found

    def get_page_title(self) -> str:
        return str(self.spec.label if self.spec else Kind(self.kwargs["what"]).label)

    def form(self) -> Any:
        data = self.request.POST if self.request.method == "POST" else None
        return step_form(self.kwargs["what"], self.spec, data, actor=self.request.user)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        form = self.form()
        if self.object.steps.count() >= MOST_STEPS:
            messages.error(request, say("A macro has at most %s steps.") % MOST_STEPS)
            return HttpSeeOther(self.page_url())
        if form is not None and not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        last = self.object.steps.aggregate(last=Max("order"))["last"] or 0
        MacroStep.objects.create(
            macro=self.object,
            order=last + 1,
            kind=Kind.TRANSITION if self.spec else self.kwargs["what"],
            transition=self.spec.name if self.spec else "",
            given=self.given(form),
        )
        return HttpSeeOther(self.page_url())

    def given(self, form: Any) -> dict[str, Any]:
        """As it was filled in; the door reads it again each time, for the ticket that it is."""
        if form is None:
            return {}
        if self.spec is None:
            return dict(form.cleaned_data)
        names = form.base_fields
        return {n: self.request.POST.getlist(n) for n in names if n in self.request.POST}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        context.setdefault("form", self.form())
        return context | {"back": self.page_url(), "spec": self.spec}


class MoveStepPage(FormPage):
    """`<macro>/steps/<step>/`: one step earlier, or away with it."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        step = get_object_or_404(self.object.steps, pk=kwargs["step"])
        if "remove" in request.POST:
            step.delete()
            return HttpSeeOther(self.page_url())
        earlier = self.object.steps.filter(order__lt=step.order).last()
        if earlier is not None:
            step.order, earlier.order = earlier.order, step.order
            MacroStep.objects.bulk_update([step, earlier], ["order"])
        return HttpSeeOther(self.page_url())


class PreparedPages(PageViewSet):
    """Base of both: `model`, `form_class`, and whether it has steps."""

    model: Any
    form_class: Any
    add_label: Any
    has_steps = False
    view_class = IndexPage

    def shown_beside(self, prepared: Any, user: Any) -> dict[str, Any]:
        return {}

    @cached_property
    def names(self) -> dict[str, str]:
        """The addresses' names, for templates."""
        names = [str(pattern.name) for pattern in self.get_urlpatterns()]
        return {name: self.get_url_name(name) for name in names}

    def get_urlpatterns(self) -> list[URLPattern]:
        def at(route: str, view: Any, name: str) -> URLPattern:
            return path(route, view.as_view(viewset=self), name=name)

        routes = [
            at("", IndexPage, "index"),
            at("new/", EditPage, "new"),
            at("<int:pk>/", EditPage, "edit"),
        ]
        if self.has_steps:
            routes += [
                at("<int:pk>/add/<slug:what>/", StepPage, "add_step"),
                at("<int:pk>/steps/<int:step>/", MoveStepPage, "step"),
            ]
        return routes


def sample_for(user: Any) -> Ticket | None:
    """A ticket on which one can see how something reads: one's own latest, or the latest of all."""
    tickets = Ticket.objects.visible_to(user).with_people().order_by("-pk")
    found: Ticket | None = tickets.filter(agent=user.pk).first() or tickets.first()
    return found


def preview(text: str, user: Any) -> dict[str, Any]:
    sample = sample_for(user)
    if sample is None or not text:
        return {}
    return {"sample": sample, "preview": fill_in(text, ticket=sample, agent=user)}


def steps_shown(macro: Any, user: Any) -> dict[str, Any]:
    """Its steps in words, and those that can be added."""
    if macro is None:
        return {}
    sample = sample_for(user)
    texts = [(Kind(kind).value, Kind(kind).label) for kind in (Kind.REPLY, Kind.NOTE, Kind.TAGS)]
    return {
        "steps": [
            (step, sentence(step, sample, user) if sample else str(step))
            for step in macro.steps.all()
        ],
        "texts": texts,
        "transitions": list(macro_transitions()),
        "is_full": macro.steps.count() >= MOST_STEPS,
    }
