"""A provider's earnings, statements and bank account."""

from __future__ import annotations

from datetime import date
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from addons.base import money
from addons.base.points import PORTAL_NAV, NavEntry
from addons.base.surfaces.console.export import as_csv, neutral
from addons.base.surfaces.portal import HttpSeeOther, RecordView, show_errors
from addons.base.workflow import Door, DoorError
from addons.base.workflow.doors import create
from addons.providers.models import Provider

from .arguments import BankAccountArguments
from .calendar import month_after, month_before, zone
from .earnings import Earnings, Item, month_span
from .models import BankAccount
from .statements import has_statement, month_named, this_month
from .statements_pdf import statement_file
from .states import Why

STATEMENTS = 12

# What a provider is told in place of finance's words; without a bank account there is a button.
WHY_NOT = {
    Why.ELSEWHERE: gettext_lazy("All you have earned is set aside already."),
    Why.CASH_IN_HAND: gettext_lazy(
        "You have taken more in cash than you have earned. What you earn next settles it."
    ),
    Why.BELOW_MINIMUM: gettext_lazy(
        "It is less than the smallest payout. It is paid when it is more."
    ),
}


class Workspace(LoginRequiredMixin, View):
    """Base of these pages: only ever one's own; who is no provider may apply."""

    provider: Provider

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.user.is_authenticated:
            own = Provider.objects.select_related("user").filter(user=request.user).first()
            if own is None:
                text = _("These pages are for providers. Apply here to become one.")
                messages.info(request, text)
                return redirect("providers:apply")
            self.provider = own
        return super().dispatch(request, *args, **kwargs)


class EarningsPage(Workspace):
    """Today, this week, this month; the next payout; what came and went; statements."""

    def get(self, request: HttpRequest) -> HttpResponse:
        earnings, month = Earnings(request.user), month_named(request.GET.get("month", ""))
        latest = this_month()
        month = min(month or latest, latest)
        share = earnings.next_share()
        items = earnings.items(*month_span(month))
        context = {
            "earnings": earnings,
            "share": share,
            "why_not": WHY_NOT.get(Why(share.why), "") if share and share.why else "",
            "bank_account": earnings.bank_account(),
            "days": by_day(items),
            "month": month,
            "month_before": month_before(month) if has_earlier(earnings, month) else None,
            "month_after": month_after(month) if month < latest else None,
            "statements": earnings.months()[:STATEMENTS],
        }
        return render(request, "payouts/portal/earnings.html", context)


def has_earlier(earnings: Earnings, month: date) -> bool:
    months = earnings.months()
    return bool(months) and months[-1] < month


def by_day(items: list[Item]) -> list[tuple[date, list[Item]]]:
    """The latest day first, and on each the latest first."""
    latest_first = items[::-1]
    days = groupby(latest_first, key=lambda item: timezone.localdate(item.at, zone()))
    return [(day, list(of_day)) for day, of_day in days]


def month_asked(request: HttpRequest) -> date:
    """The month that the address names; one that is no month, or yet to come, is not found."""
    month = month_named(request.GET.get("month", ""))
    if month is None or month > this_month():
        raise Http404
    return month


class ItemsFile(Workspace):
    """What came and went in a month, for a spreadsheet."""

    def get(self, request: HttpRequest) -> HttpResponse:
        month = month_asked(request)
        heading = [_("Date"), _("Time"), _("What"), _("For"), _("Note"), _("Amount"), _("Currency")]
        rows = [row_of(item) for item in Earnings(request.user).items(*month_span(month))]
        return as_csv([heading, *rows], f"earnings-{month:%Y-%m}")


class StatementFile(Workspace):
    """A month that is over, as a PDF."""

    def get(self, request: HttpRequest) -> HttpResponse:
        month = month_asked(request)
        if not has_statement(request.user, month):
            raise Http404
        return statement_file(request.user, month)


def row_of(item: Item) -> list[Any]:
    local = timezone.localtime(item.at, zone())
    said = (item.label, item.title, item.text)
    amount = item.amount.quantize(money.smallest())
    return [
        f"{local:%Y-%m-%d}",
        f"{local:%H:%M}",
        *map(neutral, said),
        amount,
        money.currency(),
    ]


class BankAccountPage(Workspace):
    """Where the provider is paid: the account, masked, or the form that gives one."""

    def get(self, request: HttpRequest) -> HttpResponse:
        account = self.account()
        if account is None:
            initial = {"holder": self.provider.user.get_full_name()}
            return self.draw(BankAccountArguments(actor=request.user, initial=initial))
        return render(request, "payouts/portal/bank_account.html", {"record": account})

    def post(self, request: HttpRequest) -> HttpResponse:
        if self.account() is not None:
            return HttpSeeOther(request.path)
        data = request.POST.copy()
        data.pop("csrfmiddlewaretoken", None)
        try:
            create(BankAccount, actor=request.user, via=Door.PORTAL, data=data)
        except DoorError as error:
            form = BankAccountArguments(request.POST, actor=request.user)
            return self.draw(form, status=422, notice=show_errors(form, error))
        messages.success(request, _("Your payouts go to this account from now on."))
        return HttpSeeOther(reverse("pro_earnings"))

    def account(self) -> BankAccount | None:
        found: BankAccount | None = BankAccount.objects.filter(provider=self.provider).first()
        return found

    def draw(self, form: Any, *, status: int = 200, notice: str = "") -> HttpResponse:
        context = {"form": form, "notice": notice}
        return render(self.request, "payouts/portal/give_bank_account.html", context, status=status)


class BankAccountRecord(RecordView):
    """The record's own address: its owner's page."""

    model = BankAccount

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        if self.record.provider.user_id != request.user.pk:
            raise Http404
        return redirect("pro_bank_account")


def is_provider(user: Any) -> bool:
    return hasattr(user, "provider")


PORTAL_NAV.register(
    NavEntry(gettext_lazy("Earnings"), "/pro/earnings/", "cash-coin", is_provider, order=30)
)
