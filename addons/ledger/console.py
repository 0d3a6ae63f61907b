"""The books in the console: accounts with their statements, transfers, holds, and the recounts."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from addons.base.points import HOME, in_console
from addons.base.surfaces.console import HomePanel, Menu
from addons.base.surfaces.console.pages import PageViewSet

from .checking import last_check
from .pages import (
    AccountsView,
    ChecksView,
    HoldsView,
    StatementView,
    TransfersView,
    TransferView,
)

PERMISSION = "ledger.keep_books"


@in_console
class AccountsPage(PageViewSet):
    name = "ledger-accounts"
    view_class = AccountsView
    detail_class = StatementView
    menu = Menu(
        group="money", order=110, icon="bi-wallet2", permission=PERMISSION, label=_("Accounts")
    )


@in_console
class TransfersPage(PageViewSet):
    name = "ledger-transfers"
    view_class = TransfersView
    detail_class = TransferView
    menu = Menu(
        group="money", order=120, icon="resubmit", permission=PERMISSION, label=_("Transfers")
    )


@in_console
class HoldsPage(PageViewSet):
    name = "ledger-holds"
    view_class = HoldsView
    menu = Menu(group="money", order=130, icon="lock", permission=PERMISSION, label=_("Holds"))


@in_console
class ChecksPage(PageViewSet):
    name = "ledger-checks"
    view_class = ChecksView
    menu = Menu(
        group="money",
        order=140,
        icon="bi-shield-check",
        permission=PERMISSION,
        label=_("Recounts"),
    )


def troubles(actor: Any) -> dict[str, Any]:
    """What the last recount found."""
    check, url = last_check(), reverse("ledger-checks:index")
    sentences = [] if check is None else check.sentences
    lines = [{"title": sentence, "text": "", "url": url} for sentence in sentences[:5]]
    return {"count": 0 if check is None else check.found, "lines": lines, "url": url}


HOME.register(
    "ledger",
    HomePanel(
        name="ledger",
        label=_("The books"),
        icon="bi-shield-check",
        order=800,
        permission=PERMISSION,
        empty=_("Every balance is what its postings say."),
        context=troubles,
    ),
)
