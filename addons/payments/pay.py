"""Paying: the pages that whoever has the address of a payment may open."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import never_cache

from addons.base.surfaces.portal import HttpSeeOther
from addons.base.workflow import Conflict

from . import trial
from .gateways.embedded import EmbeddedGateway, checkout_of
from .models import Payment
from .shown import ShownPayment


@method_decorator(never_cache, name="dispatch")
class TokenView(View):
    """A page of the payment whose token is in the address; nobody has to be signed in."""

    payment: Payment

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        found = Payment.objects.filter(token=kwargs["token"], second_of=None).with_people()
        payment = found.first()
        if payment is None or not payment.is_card:
            raise Http404
        self.payment = payment
        return super().dispatch(request, *args, **kwargs)

    def shown(self) -> ShownPayment:
        return ShownPayment(self.payment, self.request.user)


class Pay(TokenView):
    """On to the gateway's page, as soon as there is one."""

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        shown = self.shown()
        if not shown.has_to_be_paid:
            return redirect("pay_result", token)
        address = self.payment.checkout.address
        if address.startswith("/"):
            return HttpResponseRedirect(address)
        context = {"payment": self.payment, "shown": shown, "address": address}
        # A form that led here may not be sent on to another site, so the page goes there by itself.
        status = 503 if shown.is_in_trouble else 200
        return render(request, "payments/portal/pay.html", context, status=status)


class Result(TokenView):
    """What has become of it. The gateway sends the payer here; its word comes by another way."""

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        context = {"payment": self.payment, "record": self.payment, "shown": self.shown()}
        # Who sees the payment has its own page here, with what can be done.
        is_seen = Payment.objects.visible_to(request.user).filter(pk=self.payment.pk).exists()
        page = "payment" if is_seen else "result"
        return render(request, f"payments/portal/{page}.html", context)


class TrialPage(TokenView):
    """The test gateway's own page, where nobody pays anything."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if EmbeddedGateway.name != settings.PAYMENT_GATEWAY:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        return self._draw(status=200)

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        try:
            trial.press(self._checkout(), request.POST.get("press", ""))
        except Conflict as refusal:
            messages.error(request, str(refusal))
            return self._draw(status=409)
        return HttpSeeOther(f"/pay/{token}/result/")

    def _checkout(self) -> Any:
        if self.payment.gateway != EmbeddedGateway.name:
            raise Http404
        return checkout_of(self.payment)

    def _draw(self, *, status: int) -> HttpResponse:
        checkout = self._checkout()
        offered = {
            name: button
            for name, button in trial.BUTTONS.items()
            if checkout.state in button.states
        }
        context = {"payment": self.payment, "checkout": checkout, "buttons": offered}
        return render(self.request, "payments/portal/trial.html", context, status=status)
