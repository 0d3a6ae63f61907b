"""A provider's month as a PDF, in their language."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final

from babel.dates import format_date
from django.http import HttpResponse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from addons.base.money import display
from addons.base.policies import policy
from addons.billing.models import BillingPolicy
from addons.billing.points import typeset

from .calendar import month_after, zone
from .earnings import Item
from .statements import Statement

TEMPLATE: Final = "payouts/pdf/statement.typ"
ONE_DAY: Final = timedelta(days=1)


def statement_file(user: Any, month: date) -> HttpResponse:
    """The PDF as a download; drawn anew each time, from a month that does not change any more."""
    response = HttpResponse(draw(Statement.of(user, month)), content_type="application/pdf")
    name = f"statement-{month:%Y-%m}.pdf"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


def draw(statement: Statement) -> bytes:
    language = statement.user.language
    with translation.override(language):
        return typeset(TEMPLATE, said(statement, language), language=language)


def said(statement: Statement, language: str) -> dict[str, Any]:
    """All its texts, in the active language."""
    seller = policy(BillingPolicy).seller
    contact = " · ".join(filter(None, [seller["phone"], seller["email"]]))
    lines = [*seller["address"].splitlines(), contact, seller["tax_id"]]
    period = format_date(statement.month, "LLLL y", locale=locale_of(language))
    return {
        "title": _("Statement of earnings"),
        "number": period,
        "seller": {"name": seller["name"], "lines": lines},
        "facts": [
            [_("Month"), period],
            [_("From"), first(statement, language)],
            [_("To"), last(statement, language)],
        ],
        "people": [{"label": _("Earned by"), "lines": [statement.user.get_full_name()]}],
        "summary": _("In short"),
        "sums": sums(statement),
        "items_title": _("What came and went"),
        "columns": [_("Day"), _("What for"), _("Amount"), _("Balance")],
        "rows": rows(statement, language),
        "nothing": _("Nothing moved in this month."),
        "note": _("Days are counted in the time zone %(zone)s.") % {"zone": str(zone())},
        "foot": " · ".join(filter(None, [seller["name"], seller["tax_id"], period])),
        "page": _("Page {page} of {pages}"),
    }


def sums(statement: Statement) -> list[dict[str, Any]]:
    return [
        row(_("There at the beginning"), statement.opening),
        row(_("Earned, less what was taken back"), statement.earned),
        row(_("Paid to your bank"), -statement.to_bank),
        *([row(_("Cash settled"), -statement.settled)] if statement.settled else []),
        row(_("There at the end"), statement.closing, strong=True),
    ]


def row(label: str, amount: Any, *, strong: bool = False) -> dict[str, Any]:
    return {"label": label, "value": display(amount), "strong": strong}


def rows(statement: Statement, language: str) -> list[list[str]]:
    return [item_row(item, language) for item in statement.items]


def item_row(item: Item, language: str) -> list[str]:
    local = timezone.localtime(item.at, zone())
    day = format_date(local.date(), "d MMM", locale=locale_of(language))
    said = [item.label, item.title, item.text, item.said_of_payout]
    what = " · ".join(dict.fromkeys(filter(None, said)))
    return [day, what, display(item.amount), display(item.balance)]


def first(statement: Statement, language: str) -> str:
    return str(format_date(statement.month, "long", locale=locale_of(language)))


def last(statement: Statement, language: str) -> str:
    day = month_after(statement.month) - ONE_DAY
    return str(format_date(day, "long", locale=locale_of(language)))


def locale_of(language: str) -> str:
    return language.replace("-", "_")
