"""Paying: the pages that whoever has the address of a payment may open."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.views import View

from .models import Payment


class TokenView(View):
    """A page of the payment whose token is in the address; nobody has to be signed in."""

    payment: Payment

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        found = Payment.objects.filter(token=kwargs["token"]).select_related("checkout", "payer")
        payment = found.first()
        if payment is None or not payment.is_card:
            raise Http404
        self.payment = payment
        return super().dispatch(request, *args, **kwargs)


class Pay(TokenView):
    """On to the gateway's page."""

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        return HttpResponseRedirect(self.payment.checkout.address)


class TrialPage(TokenView):
    """The test gateway's own page."""


class Result(TokenView):
    """What has become of it."""
