"""Dialogs over a list: which columns it shows, and keeping it under a name."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _
from django.views import View

from ...models.saved_view import ChosenColumns, SavedView
from ...predicates import is_administrator
from ..portal import HttpSeeOther
from .access import RecordsMixin
from .saved_views import chosen_columns, cleaned_query


class ColumnsView(RecordsMixin, View):
    """Which columns this person wants to see, and in which order."""

    def get(self, request: HttpRequest) -> HttpResponse:
        shown = chosen_columns(request.user, self.viewset, request.GET.get("view", ""))
        hidden = [value for value in self.viewset.all_columns if value not in shown]
        context = {"viewset": self.viewset, "shown": shown, "hidden": hidden}
        return render(request, "base/console/list/columns.html", context)

    def post(self, request: HttpRequest) -> HttpResponse:
        known = {value.name for value in self.viewset.all_columns}
        mine = {"record_type": self.model._meta.label_lower, "owner_id": request.user.pk}
        if "usual" in request.POST:
            ChosenColumns.objects.filter(**mine).delete()
        else:
            names = [name for name in request.POST.getlist("column") if name in known]
            ChosenColumns.objects.update_or_create(**mine, defaults={"columns": names})
        return reloaded()


class SavedViewForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = SavedView
        fields = ("name", "is_shared", "is_default")


class SaveView(RecordsMixin, View):
    """The list as it stands, under a name: filters, search, order and columns."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.draw(SavedViewForm(), status=200)

    def post(self, request: HttpRequest) -> HttpResponse:
        query = cleaned_query(request.POST.get("query", ""))
        view = SavedView(
            record_type=self.model._meta.label_lower,
            owner_id=person_of(request).pk,
            query=query,
            columns=[value.name for value in chosen_columns(request.user, self.viewset, "")],
        )
        form = SavedViewForm(request.POST, instance=view)
        if form.is_valid():
            mine = SavedView.objects.filter(owner=view.owner_id, record_type=view.record_type)
            if not mine.filter(name=form.cleaned_data["name"]).exists():
                with transaction.atomic():
                    if form.cleaned_data["is_default"]:
                        mine.filter(is_default=True).update(is_default=False)
                    saved = form.save()
                response = HttpResponse(status=204)
                response.headers["HX-Redirect"] = f"{self.viewset.url('index')}?{saved.address}"
                return response
            form.add_error("name", _("You have a view of this name already. Choose another."))
        return self.draw(form, status=422, query=query)

    def draw(self, form: Any, *, status: int, query: str = "") -> HttpResponse:
        # The browser says what the list shows now: filters change it without a new page.
        shown = query or urlsplit(self.request.headers.get("HX-Current-URL", "")).query
        context = {"viewset": self.viewset, "form": form, "query": cleaned_query(shown)}
        return render(self.request, "base/console/list/save.html", context, status=status)


class ForgetView(RecordsMixin, View):
    """Away with a saved view: one's own, and for administrators any that is shared."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, view_pk: int) -> HttpResponse:
        views = SavedView.objects.of(self.model, request.user)
        if not is_administrator.test(request.user):
            views = views.filter(owner_id=person_of(request).pk)
        get_object_or_404(views, pk=view_pk).delete()
        return HttpSeeOther(f"{self.viewset.url('index')}?view=all")


def reloaded() -> HttpResponse:
    """The page loads itself again as it stands."""
    response = HttpResponse(status=204)
    response.headers["HX-Refresh"] = "true"
    return response


def person_of(request: HttpRequest) -> Any:
    """Whoever is signed in; nobody else comes this far."""
    return request.user
