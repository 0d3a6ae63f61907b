"""The console's views of the books, which are only read."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from addons.base.surfaces.console import Moment, Money, Value
from addons.base.surfaces.console.pages import PageView

from .checking import last_check
from .kinds import ACCOUNT_KINDS, TRANSFER_KINDS
from .models import Account, Hold, LedgerCheck, Transfer
from .states import HoldState

SHOWN = 50
SHOWN_CHECKS = 30
LAST_PAGE = 10_000
LARGEST_ID = 2**63 - 1


class ListView(PageView):
    """Rows with what is said of each, narrowed by one choice and a search, a page at a time."""

    template_name = "ledger/console/list.html"
    rows: ClassVar[QuerySet[Any]]
    columns: ClassVar[tuple[Value, ...]]
    narrows: ClassVar[str] = "kind"
    # The address of one row's own page, if there is one.
    detail_name: ClassVar[str] = ""

    def choices(self) -> dict[str, Any]:
        """What the list may be narrowed to."""
        raise NotImplementedError

    def searched(self, text: str) -> Q:
        raise NotImplementedError

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        only, text = self.request.GET.get("only", ""), self.request.GET.get("q", "").strip()
        choices, rows = self.choices(), self.rows.all()
        if only in choices:
            rows = rows.filter(**{self.narrows: only})
        if text:
            rows = rows.filter(self.searched(text))
        shown = {"only": only, "q": text, "choices": choices, "columns": self.columns}
        paged = one_page(rows, self.request.GET.get("page", ""))
        table = [self.written(row) for row in paged["rows"]]
        return context | shown | paged | {"table": table, "detail_name": self.detail_name}

    def written(self, row: Any) -> tuple[Any, str, list[tuple[str, str]]]:
        """The row, its first value, and each of the others with its kind."""
        title, *others = self.columns
        return row, title.html(row), [(value.kind, value.html(row)) for value in others]


def one_page(rows: QuerySet[Any], asked: str) -> dict[str, Any]:
    """The rows of the page asked for; a long table is not counted to tell how many there are."""
    number = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 6 else 1
    number = max(1, min(number, LAST_PAGE))
    first = (number - 1) * SHOWN
    found = list(rows[first : first + SHOWN + 1])
    later = number + 1 if len(found) > SHOWN else None
    return {"rows": found[:SHOWN], "newer": number - 1, "older": later}


class AccountsView(ListView):
    rows = Account.objects.select_related("owner").order_by("-pk")
    detail_name = "ledger-accounts:detail"
    columns = (
        Value("owner_name", _("Whose")),
        Value("kind_label", _("Kind")),
        Money("balance", _("Balance")),
        Money("held", _("Held")),
        Money("available", _("Available")),
    )

    def choices(self) -> dict[str, Any]:
        return {key: kind.label for key, kind in ACCOUNT_KINDS.items()}

    def searched(self, text: str) -> Q:
        people = get_user_model()._default_manager
        named = Q(email__icontains=text) | Q(name__icontains=text)
        return Q(owner__in=people.filter(named))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"check": last_check()}


class TransfersView(ListView):
    rows = Transfer.objects.order_by("-at", "id")
    detail_name = "ledger-transfers:detail"
    columns = (
        Value("kind_label", _("Why")),
        Moment("at", _("When")),
        Value("for_title", _("For")),
        Value("key", _("Key")),
        Value("text", _("Text")),
    )

    def choices(self) -> dict[str, Any]:
        return dict(TRANSFER_KINDS.items())

    def searched(self, text: str) -> Q:
        record_type, _colon, record_id = text.rpartition(":")
        return Q(key=text) | Q(record_type=record_type, record_id=record_id)


class HoldsView(ListView):
    rows = Hold.objects.select_related("account__owner").order_by("-pk")
    narrows = "state"
    columns = (
        Value("account.owner_name", _("Whose")),
        Value("get_state_display", _("State")),
        Money("amount", _("Held")),
        Money("captured", _("Captured")),
        Value("for_title", _("For")),
        Moment("created_at", _("Since")),
        Moment("expires_at", _("Expires")),
    )

    def choices(self) -> dict[str, Any]:
        return dict(HoldState.choices)

    def searched(self, text: str) -> Q:
        record_type, _colon, record_id = text.rpartition(":")
        return Q(key=text) | Q(record_type=record_type, record_id=record_id)


class StatementView(PageView):
    """One account: its figures, and what came and went with what was there then."""

    template_name = "ledger/console/statement.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        key = self.kwargs["key"]
        if not (key.isascii() and key.isdecimal() and int(key[:20]) <= LARGEST_ID):
            raise Http404
        account = Account.objects.select_related("owner").filter(pk=int(key)).first()
        if account is None:
            raise Http404
        postings = account.postings.select_related("transfer").order_by("-pk")
        paged = one_page(postings, self.request.GET.get("page", ""))
        return context | paged | {"account": account, "holds": account.holds.open()[:SHOWN]}


class TransferView(PageView):
    """One transfer with its postings."""

    template_name = "ledger/console/transfer.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        transfers = Transfer.objects.select_related("reverses")
        transfer = transfers.filter(pk=as_uuid(self.kwargs["key"])).first()
        if transfer is None:
            raise Http404
        return context | {
            "transfer": transfer,
            "postings": transfer.postings.select_related("account__owner").order_by("pk"),
            "reversed_by": Transfer.objects.filter(reverses=transfer).first(),
            "by": actor_name(transfer),
        }


def as_uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise Http404 from error


def actor_name(transfer: Transfer) -> str:
    """Who moved it: a person, or what acts in the system's name."""
    if transfer.actor_id is None:
        return transfer.system_name
    person = get_user_model()._default_manager.filter(pk=transfer.actor_id).first()
    return str(transfer.actor_id) if person is None else person.get_full_name()


class ChecksView(PageView):
    """Whether the books still hold, as the daily recount found them."""

    template_name = "ledger/console/checks.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"checks": LedgerCheck.objects.all()[:SHOWN_CHECKS]}
