"""One's own wallet in the API. Paying into it is the business of whoever takes payments."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from ninja.params import Query
from pydantic import Field

from addons.base import money
from addons.base.points import ROUTERS
from addons.base.surfaces.answers import answer
from addons.base.surfaces.authentication import actor_of, signed_in
from addons.base.surfaces.paging import LARGEST_SIZE, LAST_PAGE, USUAL_SIZE, Page, enveloped
from addons.base.surfaces.routes import page_schema
from addons.base.surfaces.shapes import Input, Money

from .kinds import CUSTOMER_WALLET
from .models import Account, Posting

router = ROUTERS.register("wallet", Router(tags=["wallet"]))


class WalletOut(Schema):
    balance: Money
    held: Money
    available: Money


class TransactionOut(Schema):
    id: int
    kind: str
    label: str
    text: str
    amount: Money
    balance: Money
    at: datetime


class TransactionsQuery(Input):
    page: int = Field(1, ge=1, le=LAST_PAGE)
    page_size: int = Field(USUAL_SIZE, ge=1, le=LARGEST_SIZE)


@router.get("/", auth=signed_in, response=WalletOut, summary="My wallet")
def read_wallet(request: HttpRequest) -> HttpResponse:
    """What is in it, what of that is held for something, and what can be spent."""
    return answer(describe_wallet(own_wallet(request)))


@router.get(
    "transactions/",
    auth=signed_in,
    response=page_schema(TransactionOut),
    summary="What came to my wallet and went from it",
)
def list_transactions(request: HttpRequest, query: Query[TransactionsQuery]) -> HttpResponse:
    """The latest first, each with what was in the wallet then."""
    postings = Posting.objects.filter(account_id=own_wallet(request).pk)
    mine = postings.select_related("transfer").order_by("-pk")
    page = Page(query.page, query.page_size, "", Q(), request.GET)
    rows = mine[page.first : page.first + page.size]
    return answer(enveloped(request, page, mine.count(), list(map(describe, rows))))


def own_wallet(request: HttpRequest) -> Account:
    """Nobody has to open one: until something moves it is empty, and reading writes nothing."""
    owner = {"owner": actor_of(request), "kind": CUSTOMER_WALLET, "currency": money.currency()}
    return Account.objects.filter(**owner).first() or Account(**owner)


def describe_wallet(wallet: Account) -> dict[str, Any]:
    return {
        "balance": money.as_json(wallet.balance),
        "held": money.as_json(wallet.held),
        "available": money.as_json(wallet.available),
    }


def describe(posting: Posting) -> dict[str, Any]:
    transfer = posting.transfer
    return {
        "id": posting.pk,
        "kind": transfer.kind,
        "label": transfer.kind_label,
        "text": transfer.text,
        "amount": money.as_json(posting.amount),
        "balance": money.as_json(posting.balance),
        "at": transfer.at,
    }
