"""One's own wallet: what is in it, what is held, what came and went, and how to pay in."""

from __future__ import annotations

import secrets
from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views import View

from addons.base import money
from addons.base.points import ACCOUNT_NAV, NavEntry
from addons.base.surfaces.portal import HttpSeeOther, RecordView
from addons.base.workflow import Door
from addons.ledger.models import Account, Hold, Posting
from addons.ledger.points import CUSTOMER_WALLET

from .forms import WalletForm, local_path, needed, quick_amounts
from .links import links_to
from .models import Payment
from .points import ask_for
from .shown import ShownPayment

A_PAGE = 20
SHOWN = 5


class PaymentPage(RecordView):
    """One payment, for its payer: where the gateway sends them back to."""

    model = Payment

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        context = {"record": self.record, "shown": ShownPayment(self.record, request.user)}
        return render(request, "payments/portal/payment.html", context)


class Wallet(LoginRequiredMixin, View):
    """The wallet's page. `next` is where somebody goes on who was sent here, `need` what they lack."""

    def get(self, request: HttpRequest) -> HttpResponse:
        back, need = local_path(request.GET.get("next", "")), needed(request.GET.get("need", ""))
        form = WalletForm(initial={"amount": need, "next": back})
        return self._draw(form, back=back, need=need)

    def post(self, request: HttpRequest) -> HttpResponse:
        form = WalletForm(request.POST)
        if not form.is_valid():
            return self._draw(form, back=local_path(request.POST.get("next", "")), status=422)
        amount = form.cleaned_data["amount"]
        # Sent twice, it is one payment.
        sent = request.POST.get("idempotency_key", "")[:64] or secrets.token_urlsafe(16)
        payment = ask_for(
            request.user,
            amount,
            key=f"top-up:{request.user.pk}:{sent}:{amount}",
            actor=request.user,
            via=Door.PORTAL,
            back=form.cleaned_data["next"],
        )
        return HttpSeeOther(f"/pay/{payment.token}/")

    def _draw(self, form: Any, *, back: str, need: Any = None, status: int = 200) -> HttpResponse:
        wallet = own_wallet(self.request.user)
        context = {
            "wallet": wallet,
            "form": form,
            "back": back,
            "need": need,
            # Who was sent here, or has to write it again, finds the form first.
            "wants_to_pay": need is not None or form.is_bound,
            "quick": quick_amounts(),
            "idempotency_key": secrets.token_urlsafe(16),
            "unpaid": unpaid_of(self.request.user),
            **moves_of(wallet, self.request),
        }
        return render(self.request, "payments/portal/wallet.html", context, status=status)


def own_wallet(user: Any) -> Account:
    """Reading opens none: until something moves it is empty."""
    owner = {"owner": user, "kind": CUSTOMER_WALLET, "currency": money.currency()}
    return Account.objects.filter(**owner).first() or Account(**owner)


def unpaid_of(user: Any) -> Any:
    """Payments that were begun and not made."""
    mine = Payment.objects.of_payer(user).under_way().cards()
    return mine.select_related("checkout").order_by("-pk")[:SHOWN]


def moves_of(wallet: Account, request: HttpRequest) -> dict[str, Any]:
    """What is held and what for; what came and went, a page at a time."""
    holds = list(Hold.objects.filter(account_id=wallet.pk).open().order_by("-pk"))
    postings = Posting.objects.filter(account_id=wallet.pk).select_related("transfer")
    page = Paginator(postings.order_by("-pk"), A_PAGE).get_page(request.GET.get("page"))
    rows = list(page)
    named = [(hold.record_type, hold.record_id) for hold in holds]
    named += [(row.transfer.record_type, row.transfer.record_id) for row in rows]
    links = links_to(named, request.user)
    return {
        "holds": [(hold, links.get((hold.record_type, hold.record_id))) for hold in holds],
        "moves": [
            (row, links.get((row.transfer.record_type, row.transfer.record_id))) for row in rows
        ],
        "page": page,
    }


ACCOUNT_NAV.register(
    NavEntry(_("Wallet"), "/wallet/", "wallet2", shown_to=lambda person: True, order=40)
)
