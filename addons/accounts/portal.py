"""A person's own pages: who they are, where they live, what opens their door."""

from __future__ import annotations

from typing import Any

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.mixins import LoginRequiredMixin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils import translation
from django.utils.decorators import method_decorator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.generic import (
    CreateView,
    DeleteView,
    FormView,
    ListView,
    TemplateView,
    UpdateView,
)

from addons.base.points import ACCOUNT_NAV, NavEntry

from .adapter import has_second_factor
from .forms import AddressForm, ProfileForm, TokenForm
from .models import Address, ApiToken, User

for label, name, icon in (
    (_("Your details"), "profile", "person-circle"),
    (_("Addresses"), "addresses", "geo-alt"),
    (_("Sign-in and security"), "security", "shield-lock"),
):
    ACCOUNT_NAV.register(NavEntry(label, f"/accounts/{name}/", icon, shown_to=lambda person: True))


class Profile(LoginRequiredMixin, UpdateView):
    form_class = ProfileForm
    template_name = "accounts/portal/profile.html"
    success_url = reverse_lazy("accounts:profile")

    def get_object(self, queryset: Any = None) -> User:
        # Not request.user: a form that is wrong would change the name in the bar.
        return User.objects.get(pk=self.request.user.pk)

    def form_valid(self, form: ProfileForm) -> HttpResponse:
        response = super().form_valid(form)
        with translation.override(form.instance.language):
            messages.success(self.request, gettext("Your details are saved."))
        return response


class OwnAddresses(LoginRequiredMixin):
    """Every page about addresses knows only one's own; others' are not there."""

    model = Address
    success_url = reverse_lazy("accounts:addresses")

    def get_queryset(self) -> QuerySet[Address]:
        return Address.objects.filter(user=self.request.user)


class Addresses(OwnAddresses, ListView):
    template_name = "accounts/portal/addresses.html"


class AddAddress(OwnAddresses, CreateView):
    form_class = AddressForm
    template_name = "accounts/portal/address.html"

    def form_valid(self, form: AddressForm) -> HttpResponse:
        form.instance.user = self.request.user
        return super().form_valid(form)


class EditAddress(OwnAddresses, UpdateView):
    form_class = AddressForm
    template_name = "accounts/portal/address.html"


class RemoveAddress(OwnAddresses, DeleteView):
    template_name = "accounts/portal/address_remove.html"


class Tokens(LoginRequiredMixin, ListView):
    template_name = "accounts/portal/tokens.html"

    def get_queryset(self) -> QuerySet[ApiToken]:
        return self.request.user.access_tokens.live()


@method_decorator(reauthentication_required, name="dispatch")
@method_decorator(never_cache, name="dispatch")
class NewToken(LoginRequiredMixin, FormView):
    """The answer to the form shows the token, once: it is stored nowhere in clear."""

    form_class = TokenForm
    template_name = "accounts/portal/token_new.html"

    def form_valid(self, form: TokenForm) -> HttpResponse:
        raw = ApiToken.objects.issue(
            user=self.request.user,
            name=form.cleaned_data["name"],
            expires_at=form.expires_at(),
        )
        return render(self.request, "accounts/portal/token_made.html", {"token": raw})


class RevokeToken(LoginRequiredMixin, DeleteView):
    template_name = "accounts/portal/token_revoke.html"
    success_url = reverse_lazy("accounts:tokens")

    def get_queryset(self) -> QuerySet[ApiToken]:
        return self.request.user.access_tokens.live()

    def form_valid(self, form: Any) -> HttpResponse:
        self.get_queryset().filter(pk=self.object.pk).revoke()
        return redirect(self.get_success_url())


class Security(LoginRequiredMixin, TemplateView):
    template_name = "accounts/portal/security.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "has_second_factor": has_second_factor(self.request.user),
            "tokens": self.request.user.access_tokens.live().count(),
        }


class SignOutEverywhere(LoginRequiredMixin, TemplateView):
    template_name = "accounts/portal/sign_out_everywhere.html"

    def post(self, request: HttpRequest) -> HttpResponse:
        """This page's own session stays; every other, every socket and token ends."""
        request.user.sign_out_everywhere()
        update_session_auth_hash(request, request.user)
        messages.success(request, _("You are signed out everywhere else."))
        return redirect("accounts:security")
