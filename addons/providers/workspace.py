"""A provider's own pages: how customers see them, what they offer, and when they work."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views import View

from addons.base.surfaces.portal import HttpSeeOther, show_errors, version_of
from addons.base.workflow import Conflict, Door, DoorError
from addons.base.workflow.doors import create, edit

from .arguments import ApplyArguments
from .models import DayOff, PortfolioImage, Provider
from .pictures import MOST_PICTURES, add_to_portfolio, publish
from .shown import photo_of, picture_url
from .workspace_forms import (
    DayOffForm,
    ItemPricesForm,
    PictureForm,
    ProfileForm,
    ServiceForms,
    WeekForm,
)


class Workspace(LoginRequiredMixin, View):
    """Base of a provider's pages: only ever one's own; who is none yet may apply."""

    template = ""
    provider: Provider

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.user.is_authenticated:
            own = Provider.objects.for_cards().filter(user=request.user).first()
            if own is None:
                return redirect("providers:apply")
            self.provider = own
        return super().dispatch(request, *args, **kwargs)

    def draw(self, *, status: int = 200, **context: Any) -> HttpResponse:
        context |= {"provider": self.provider, "record": self.provider}
        return render(self.request, self.template, context, status=status)

    def done(self, text: str) -> HttpResponse:
        messages.success(self.request, text)
        return HttpSeeOther(self.request.path)


class Overview(Workspace):
    """Duty, figures, and what customers would miss."""

    template = "providers/portal/me.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        provider = self.provider
        steps = [
            (_("A photo of you"), "providers:profile", provider.photo_id is not None),
            (_("A few words about you"), "providers:profile", bool(provider.bio)),
            (_("Services and prices"), "providers:services", bool(provider.services.all())),
            (_("Working hours"), "providers:hours", provider.working_hours.exists()),
            (_("Pictures of your work"), "providers:portfolio", bool(provider.portfolio.all())),
        ]
        rate = provider.standing.acceptance_rate
        return self.draw(
            photo=photo_of(provider),
            missing=[(label, name) for label, name, is_there in steps if not is_there],
            accepted_percent=None if rate is None else round(rate * 100),
        )


class FormPage(Workspace):
    """A form on a page of its own: drawn, checked, saved, drawn again with what it made."""

    saved = ""

    def form(self, data: Any = None, files: Any = None) -> Any:
        raise NotImplementedError

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show(self.form())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = self.form(request.POST, request.FILES)
        if not form.is_valid():
            return self.show(form, status=422)
        self.save(form)
        return self.done(self.said())

    def save(self, form: Any) -> None:
        form.save()

    def said(self) -> str:
        return _("Saved.")

    def show(self, form: Any, *, status: int = 200, **context: Any) -> HttpResponse:
        return self.draw(form=form, status=status, **context)


class Profile(FormPage):
    template = "providers/portal/profile.html"

    def form(self, data: Any = None, files: Any = None) -> ProfileForm:
        # Not self.provider: a form that is wrong would change the name on the page.
        return ProfileForm(data, files, instance=Provider.objects.get(pk=self.provider.pk))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = self.form(request.POST, request.FILES)
        if not form.is_valid():
            return self.show(form, status=422)
        try:
            data = form.changes() | self.photo(form)
            edit(
                self.provider,
                actor=request.user,
                via=Door.PORTAL,
                data=data,
                version=version_of(request),
            )
        except Conflict as conflict:
            return self.show(form, status=409, notice=str(conflict))
        except DoorError as error:
            return self.show(form, status=422, notice=show_errors(form, error))
        return self.done(_("Your profile is saved."))

    def photo(self, form: ProfileForm) -> dict[str, Any]:
        file = form.cleaned_data["photo"]
        if not file:
            return {}
        image = publish(file, title=self.provider.display_name, by=self.request.user)
        return {"photo": image.pk}

    def show(self, form: Any, *, status: int = 200, **context: Any) -> HttpResponse:
        return super().show(form, status=status, photo=photo_of(self.provider), **context)


class Services(FormPage):
    template = "providers/portal/services.html"

    def form(self, data: Any = None, files: Any = None) -> Any:
        return ServiceForms(data, instance=self.provider)


class ItemPrices(FormPage):
    template = "providers/portal/prices.html"

    def form(self, data: Any = None, files: Any = None) -> ItemPricesForm:
        return ItemPricesForm(data, provider=self.provider)


class Hours(FormPage):
    template = "providers/portal/hours.html"

    def form(self, data: Any = None, files: Any = None) -> WeekForm:
        return WeekForm(data, provider=self.provider)

    def said(self) -> str:
        return _("Your hours are saved. Customers see your free times by them from now on.")


class DaysOff(FormPage):
    template = "providers/portal/days_off.html"

    def form(self, data: Any = None, files: Any = None) -> DayOffForm:
        return DayOffForm(data, instance=DayOff(provider=self.provider))

    def show(self, form: Any, *, status: int = 200, **context: Any) -> HttpResponse:
        return super().show(form, status=status, days_off=self.provider.days_off.all(), **context)


class RemoveDayOff(Workspace):
    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        get_object_or_404(self.provider.days_off, pk=pk).delete()
        messages.success(request, _("You work on these days again."))
        return HttpSeeOther("/providers/me/days-off/")


class Portfolio(FormPage):
    template = "providers/portal/portfolio.html"

    def form(self, data: Any = None, files: Any = None) -> PictureForm:
        return PictureForm(data, files, provider=self.provider)

    def post(self, request: HttpRequest) -> HttpResponse:
        form = self.form(request.POST, request.FILES)
        if not form.is_valid():
            return self.show(form, status=422)
        given = form.cleaned_data
        try:
            add_to_portfolio(
                self.provider,
                given["picture"],
                caption=given["caption"],
                category=given["category"],
            )
        except DoorError as error:
            form.add_error("picture", str(error))
            return self.show(form, status=422)
        return self.done(_("The picture is on your page."))

    def show(self, form: Any, *, status: int = 200, **context: Any) -> HttpResponse:
        portfolio = self.provider.portfolio.select_related("image", "category")
        pictures = [
            {"id": picture.pk, "url": picture_url(picture.image), "caption": picture.caption}
            for picture in portfolio.prefetch_related("image__renditions")
        ]
        return super().show(form, status=status, pictures=pictures, most=MOST_PICTURES, **context)


class RemovePicture(Workspace):
    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        picture: PortfolioImage = get_object_or_404(self.provider.portfolio, pk=pk)
        image = picture.image
        picture.delete()
        image.delete()
        messages.success(request, _("The picture is gone."))
        return HttpSeeOther("/providers/me/portfolio/")


class Apply(LoginRequiredMixin, View):
    """For who wants to work with us: the form of the door itself."""

    def get(self, request: HttpRequest) -> HttpResponse:
        if Provider.objects.visible_to(request.user).filter(user=request.user).exists():
            return redirect("providers:me")
        initial = {"display_name": request.user.get_full_name()}  # type: ignore[union-attr]
        return self.draw(ApplyArguments(actor=request.user, initial=initial))

    def post(self, request: HttpRequest) -> HttpResponse:
        data = request.POST.copy()
        data.pop("csrfmiddlewaretoken", None)
        try:
            create(Provider, actor=request.user, via=Door.PORTAL, data=data)
        except DoorError as error:
            if error.code == "already_applied":
                messages.info(request, str(error))
                return HttpSeeOther("/providers/me/")
            form = ApplyArguments(request.POST, actor=request.user)
            return self.draw(form, status=422, notice=show_errors(form, error))
        text = _("We have your application. While we look at it, say what you do and when.")
        messages.success(request, text)
        return HttpSeeOther("/providers/me/")

    def draw(self, form: Any, *, status: int = 200, notice: str = "") -> HttpResponse:
        context = {"form": form, "notice": notice}
        return render(self.request, "providers/portal/apply.html", context, status=status)
