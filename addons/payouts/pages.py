"""The console's own views of payouts: a run's bank file, and what each provider has earned."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views import View

from addons.base import money
from addons.base.surfaces.console.access import OneRecordMixin
from addons.base.surfaces.console.pages import PageView
from addons.base.surfaces.portal import HttpSeeOther
from addons.base.workflow import Door, DoorError
from addons.base.workflow.doors import perform
from addons.base.workflow.unit import unit_of_work
from addons.ledger.models import Account
from addons.ledger.points import PROVIDER_EARNINGS
from addons.providers.models import Provider

from .bank_file import BankFile
from .earnings import Earnings
from .flow import PayoutRunFlow
from .models import PayoutLine
from .statements import has_statement, month_named
from .statements_pdf import statement_file

SHOWN = 50
LINES = 20
LARGEST_ID = 2**63 - 1


class BankFileView(OneRecordMixin, View):
    """Takes the file down: each time is an event of the run, with the file's hash on it."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        try:
            file = unit_of_work(self.taken)
        except DoorError as error:
            messages.error(request, str(error))
            return HttpSeeOther(self.viewset.record_url(pk))
        response = HttpResponse(file.content, content_type="text/csv; charset=utf-8")
        response.headers["Content-Disposition"] = f'attachment; filename="{file.name}"'
        response.headers["Cache-Control"] = "no-store"
        return response

    def taken(self) -> BankFile:
        """In one transaction, so that what goes out is what was written down."""
        run = perform(self.record, PayoutRunFlow.export, actor=self.request.user, via=Door.CONSOLE)
        return run.bank_file()


class EarnersView(PageView):
    """Everybody who has earned something, with what is there."""

    template_name = "payouts/console/earners.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        text = self.request.GET.get("q", "").strip()
        accounts = Account.objects.filter(
            kind=PROVIDER_EARNINGS, currency=money.currency(), owner__provider__isnull=False
        )
        if text:
            named = Q(owner__provider__display_name__icontains=text)
            accounts = accounts.filter(named | Q(owner__email__icontains=text))
        found = accounts.select_related("owner__provider").order_by("-balance", "pk")
        number = page_number(self.request)
        first = (number - 1) * SHOWN
        rows = list(found[first : first + SHOWN + 1])
        return context | {
            "q": text,
            "rows": rows[:SHOWN],
            "newer": number - 1,
            "older": number + 1 if len(rows) > SHOWN else None,
        }


def page_number(request: HttpRequest) -> int:
    asked = request.GET.get("page", "")
    return max(1, int(asked)) if asked.isascii() and asked.isdecimal() and len(asked) < 5 else 1


class EarnerView(PageView):
    """One provider: what is there, their payouts, and their statements."""

    template_name = "payouts/console/earner.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if "month" not in request.GET:
            return super().get(request, *args, **kwargs)
        user, month = self.provider().user, month_named(request.GET["month"])
        if month is None or not has_statement(user, month):
            raise Http404
        return statement_file(user, month)

    def provider(self) -> Provider:
        key = self.kwargs["key"]
        if not (key.isascii() and key.isdecimal() and int(key[:20]) <= LARGEST_ID):
            raise Http404
        found = Provider.objects.select_related("user").filter(pk=int(key)).first()
        if found is None:
            raise Http404
        return found

    def get_page_title(self) -> str:
        return str(self.provider())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        provider = self.provider()
        earnings = Earnings(provider.user)
        lines = PayoutLine.objects.of_person(provider.user).select_related("run", "bank_account")
        return context | {
            "provider": provider,
            "earnings": earnings,
            "share": earnings.next_share(),
            "bank_account": earnings.bank_account(),
            "months": earnings.months(),
            "lines": lines.order_by("-pk")[:LINES],
            "account_label": _("The whole account"),
        }
