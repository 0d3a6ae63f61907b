"""Payouts in the console: the runs with their lines and bank file, and what waits to be paid out."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Sum
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy, ngettext

from addons.base import money
from addons.base.points import HOME, RECORD_PANELS, in_console
from addons.base.surfaces.console import (
    Day,
    Facts,
    HomePanel,
    Menu,
    Moment,
    Money,
    Number,
    OperableViewSet,
    RecordPanel,
    Value,
    View,
)
from addons.base.surfaces.console.pages import PageViewSet
from addons.base.surfaces.console.sites import viewset_of
from addons.base.workflow.available import available

from .calendar import end_of, today
from .earnings import NOTHING
from .flow import PayoutRunFlow
from .models import PayoutRun
from .pages import BankFileView, EarnersView, EarnerView
from .reckoning import reckon
from .states import Outcome, Why

PERMISSION = "payouts.manage_runs"
TOTAL = Money("total", gettext_lazy("In all"))


@in_console
class PayoutRunViewSet(OperableViewSet):
    model = PayoutRun
    menu = Menu(group="money", order=50, icon="bi-bank", permission=PERMISSION, badge="waiting")
    columns = (
        Day("until", gettext_lazy("Earnings up to")),
        TOTAL,
        Number("payments", gettext_lazy("Payments")),
        "prepared_by",
        "approved_by",
        Day("paid_on", gettext_lazy("Paid on")),
        "created_at",
    )
    filters = ("until", "prepared_by")
    search = ("reference", "file_sha256")
    views = (
        View(
            name="waiting",
            label=gettext_lazy("To be approved"),
            among="waiting",
            needs=PERMISSION,
            empty=gettext_lazy("No payout run waits for approval."),
        ),
        View(
            name="to_be_paid",
            label=gettext_lazy("To be paid"),
            among="to_be_paid",
            needs=PERMISSION,
            empty=gettext_lazy("No approved run waits for the bank."),
        ),
    )
    card = (Day("until", gettext_lazy("Earnings up to")), TOTAL, Number("payments"))
    facts = (
        Facts(
            gettext_lazy("What"),
            (
                Day("until", gettext_lazy("Earnings up to and with")),
                TOTAL,
                Number("payments", gettext_lazy("Payments")),
            ),
            icon="bi-cash-coin",
        ),
        Facts(
            gettext_lazy("Who"),
            (
                Value(
                    "prepared_by", gettext_lazy("Prepared by"), empty=gettext_lazy("The schedule")
                ),
                Value("checked_by", gettext_lazy("Approved first by")),
                Value("approved_by", gettext_lazy("Approved by")),
            ),
            icon="group",
        ),
        Facts(
            gettext_lazy("Bank"),
            (
                Number("exports", gettext_lazy("Downloads of the bank file")),
                Moment("exported_at", gettext_lazy("Last taken")),
                Value("file_sha256", gettext_lazy("SHA-256 of the file")),
                Day("paid_on", gettext_lazy("Paid on")),
                Value("reference", gettext_lazy("The bank's reference")),
            ),
            icon="bi-bank",
        ),
    )

    def get_urlpatterns(self) -> list[URLPattern]:
        file = self.construct_view(BankFileView)
        return [*super().get_urlpatterns(), path("<int:pk>/bank-file/", file, name="bank_file")]


@in_console
class EarnersPage(PageViewSet):
    name = "payouts-earnings"
    view_class = EarnersView
    detail_class = EarnerView
    menu = Menu(
        group="money",
        order=60,
        icon="bi-cash-coin",
        permission=PERMISSION,
        label=gettext_lazy("Earnings and statements"),
    )


def lines_of(run: PayoutRun, actor: Any) -> dict[str, Any]:
    """Who is paid and who is not, with the bank file for those who may take it."""
    lines = list(run.lines.select_related("provider", "bank_account").order_by("-amount", "pk"))
    export = PayoutRunFlow.export.__name__
    file = next((option for option in available(run, actor) if option.name == export), None)
    by_outcome = run.lines.order_by().values_list("outcome").annotate(Count("pk"), Sum("amount"))
    return {
        "paid": [line for line in lines if line.outcome != Outcome.LEFT_OUT],
        "left_out": [line for line in lines if line.outcome == Outcome.LEFT_OUT],
        "file": file,
        "file_url": reverse("payouts_payoutrun:bank_file", args=[run.pk]),
        "sums": [(Outcome(key).label, count, amount) for key, count, amount in by_outcome],
    }


RECORD_PANELS.register(
    RecordPanel(
        model="payouts.PayoutRun",
        label=gettext_lazy("Lines"),
        template="payouts/console/lines.html",
        context=lines_of,
        icon="list-ul",
        order=10,
    )
)


def to_be_paid_out(actor: Any) -> dict[str, Any]:
    """What a run prepared now would pay, and why others would get nothing."""
    shares = reckon(end_of(today()))
    due = [share for share in shares if not share.why]
    pages = viewset_of(PayoutRun)
    lines = []
    if due:
        total = money.display(sum((share.amount for share in due), NOTHING))
        text = ngettext("for %(count)s provider", "for %(count)s providers", len(due))
        lines.append(
            {
                "title": total,
                "text": text % {"count": len(due)},
                "url": pages.url("add") if pages else "",
            }
        )
    for why in Why:
        others = [share for share in shares if share.why == why]
        if others:
            kept = money.display(sum((max(share.earned, NOTHING) for share in others), NOTHING))
            lines.append({"title": kept, "text": f"{len(others)} × {why.label}", "url": ""})
    return {"count": len(shares), "lines": lines, "url": reverse("payouts-earnings:index")}


HOME.register(
    "payouts",
    HomePanel(
        name="payouts",
        label=gettext_lazy("To be paid out"),
        icon="bi-cash-coin",
        order=700,
        permission=PERMISSION,
        empty=gettext_lazy("Nobody waits to be paid out."),
        context=to_be_paid_out,
        topics=(),
    ),
)
