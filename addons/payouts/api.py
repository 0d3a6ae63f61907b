"""Payouts in the API: one's own earnings and payouts, bank accounts, and for finance the runs."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Router, Schema
from ninja.params import Query
from pydantic import Field

from addons.base import money
from addons.base.points import RESOURCES, ROUTERS, Resource
from addons.base.surfaces.answers import answer
from addons.base.surfaces.authentication import actor_of, signed_in
from addons.base.surfaces.paging import LARGEST_SIZE, LAST_PAGE, USUAL_SIZE, Page, enveloped
from addons.base.surfaces.routes import page_schema
from addons.base.surfaces.shapes import Input, Money, Person
from addons.base.workflow import NotFound

from .earnings import NOTHING, Earnings
from .models import BankAccount, PayoutLine, PayoutRun

mine = ROUTERS.register("me/earnings", Router(tags=["me"]))
payouts = ROUTERS.register("payouts", Router(tags=["payouts"]))


# --- one's own earnings ------------------------------------------------------------------------


class NextPayout(Schema):
    date: date | None
    amount: Money
    netted: Money
    why_not: str | None


class EarningsOut(Schema):
    balance: Money
    held: Money
    available: Money
    cash_in_hand: Money
    today: Money
    week: Money
    month: Money
    next_payout: NextPayout
    bank_account: str | None


@mine.get(
    "/",
    operation_id="me_earnings_read",
    auth=signed_in,
    response=EarningsOut,
    summary="My earnings",
)
def read_earnings(request: HttpRequest) -> HttpResponse:
    """What I have earned, what of it is set aside, and what the next payout would be."""
    user = actor_of(request)
    if not hasattr(user, "provider"):
        raise NotFound(_("You are no provider. Apply first."))
    return answer(describe_earnings(Earnings(user)))


def describe_earnings(earnings: Earnings) -> dict[str, Any]:
    share, bank = earnings.next_share(), earnings.bank_account()
    why = share.why if share else ""
    figures = {
        "balance": earnings.balance,
        "held": earnings.held,
        "available": earnings.available,
        "cash_in_hand": earnings.cash_in_hand,
        "today": earnings.earned_today(),
        "week": earnings.earned_this_week(),
        "month": earnings.earned_this_month(),
    }
    return {name: money.as_json(amount) for name, amount in figures.items()} | {
        "next_payout": {
            "date": earnings.next_day(),
            "amount": money.as_json(share.amount if share and not why else NOTHING),
            "netted": money.as_json(share.netted if share and not why else NOTHING),
            "why_not": why or None,
        },
        "bank_account": bank.masked if bank else None,
    }


# --- one's own payouts -------------------------------------------------------------------------


class PayoutOut(Schema):
    id: int
    payout: str
    state: str
    state_label: str
    until: date
    earned: Money
    netted: Money
    amount: Money
    paid_on: date | None
    account: str | None
    note: str | None


class PayoutsQuery(Input):
    page: int = Field(1, ge=1, le=LAST_PAGE)
    page_size: int = Field(USUAL_SIZE, ge=1, le=LARGEST_SIZE)


@payouts.get("/", auth=signed_in, response=page_schema(PayoutOut), summary="My payouts")
def list_payouts(request: HttpRequest, query: Query[PayoutsQuery]) -> HttpResponse:
    """What was paid out to me or is on its way, the latest first."""
    actor = actor_of(request)
    own = PayoutLine.objects.visible_to(actor).of_person(actor)
    lines = own.select_related("run", "bank_account").order_by("-pk")
    page = Page(query.page, query.page_size, "", Q(), request.GET)
    rows = lines[page.first : page.first + page.size]
    return answer(enveloped(request, page, lines.count(), list(map(describe_line, rows))))


def describe_line(line: PayoutLine) -> dict[str, Any]:
    return {
        "id": line.pk,
        "payout": str(line.run),
        "state": line.outcome,
        "state_label": line.get_outcome_display(),
        "until": line.run.until,
        "earned": money.as_json(line.earned),
        "netted": money.as_json(line.netted),
        "amount": money.as_json(line.amount),
        "paid_on": line.run.paid_on,
        "account": line.bank_account.masked if line.bank_account else None,
        "note": line.note or None,
    }


# --- runs, for finance -------------------------------------------------------------------------


class PayoutLineOut(Schema):
    id: int
    provider: Person
    state: str
    earned: Money
    netted: Money
    amount: Money
    why: str | None
    note: str | None


class RunOut(Schema):
    id: int
    number: str
    state: str
    state_label: str
    until: date
    week: date | None
    total: Money
    payments: int
    prepared_by: Person | None
    checked_by: Person | None
    approved_by: Person | None
    exports: int
    file_sha256: str | None
    paid_on: date | None
    reference: str
    lines: list[PayoutLineOut]
    created_at: datetime
    updated_at: datetime
    version: int


def prepared(queryset: Any, actor: Any) -> Any:
    people = queryset.select_related("prepared_by", "checked_by", "approved_by")
    return people.prefetch_related("lines__provider")


def person(user: Any) -> dict[str, Any] | None:
    return {"id": user.pk, "name": user.get_full_name()} if user else None


def describe_run(run: PayoutRun, actor: Any) -> dict[str, Any]:
    return {
        "id": run.pk,
        "number": str(run),
        "state": run.state,
        "state_label": run.state_label,
        "until": run.until,
        "week": run.week,
        "total": money.as_json(run.total),
        "payments": run.payments,
        "prepared_by": person(run.prepared_by),
        "checked_by": person(run.checked_by),
        "approved_by": person(run.approved_by),
        "exports": run.exports,
        "file_sha256": run.file_sha256 or None,
        "paid_on": run.paid_on,
        "reference": run.reference,
        "lines": [describe_line_of_run(line) for line in run.lines.all()],
        "created_at": run.created_at,
        "updated_at": run.updated_at,
        "version": run.version,
    }


def describe_line_of_run(line: PayoutLine) -> dict[str, Any]:
    return {
        "id": line.pk,
        "provider": {"id": line.provider_id, "name": line.provider.display_name},
        "state": line.outcome,
        "earned": money.as_json(line.earned),
        "netted": money.as_json(line.netted),
        "amount": money.as_json(line.amount),
        "why": line.why or None,
        "note": line.note or None,
    }


RESOURCES.register(
    "payout-runs",
    Resource(
        model=PayoutRun,
        path="payout-runs",
        schema=RunOut,
        describe=describe_run,
        prepared=prepared,
        filters={"state": "state", "until": "until", "week": "week"},
        ordering=("-id", "id", "until", "-until"),
        tag="payouts",
    ),
)


# --- bank accounts -----------------------------------------------------------------------------


class BankAccountOut(Schema):
    id: int
    state: str
    state_label: str
    provider: Person
    holder: str
    number: str = Field(examples=["•••• 4821"])
    code: str
    updated_at: datetime
    version: int


def describe_account(account: BankAccount, actor: Any) -> dict[str, Any]:
    return {
        "id": account.pk,
        "state": account.state,
        "state_label": account.state_label,
        "provider": {"id": account.provider_id, "name": account.provider.display_name},
        "holder": account.holder,
        "number": account.masked,
        "code": account.code,
        "updated_at": account.updated_at,
        "version": account.version,
    }


RESOURCES.register(
    "bank-accounts",
    Resource(
        model=BankAccount,
        path="bank-accounts",
        schema=BankAccountOut,
        describe=describe_account,
        prepared=lambda queryset, actor: queryset.select_related("provider"),
        filters={"state": "state", "provider": "provider_id"},
        tag="payouts",
    ),
)
