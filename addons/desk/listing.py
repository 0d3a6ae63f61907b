"""The desk's left half: views with their counts, and the list that the tickets' own pages filter."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.db.models import Case, F, Min, Q, QuerySet, When
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from addons.base import clock
from addons.base.surfaces.console.listing import Listing, capped_count
from addons.base.surfaces.console.sites import viewset_of
from addons.base.workflow import may
from addons.base.workflow.states import Text
from addons.tickets.models import Ticket

AT_ONCE = 50
RUNS: Final = Q(clocks__stopped_at=None)


@dataclass(frozen=True)
class DeskView:
    """A part of all tickets that has a name, and what is read where there are none."""

    name: str
    label: Text
    icon: str
    among: Callable[[Any, Any], Any]
    empty: Text
    # Few enough to be put in the order in which they are due.
    by_due: bool = True
    in_own_order: bool = False


VIEWS: Final = (
    DeskView(
        "mine",
        _("Mine"),
        "user",
        lambda tickets, user: tickets.under_way().filter(agent=user),
        _("Nothing is left on your desk."),
    ),
    DeskView(
        "unassigned",
        _("Unassigned"),
        "bi-inbox",
        lambda tickets, user: tickets.queued(),
        _("Nobody waits for an agent."),
        in_own_order=True,
    ),
    DeskView(
        "urgent",
        _("Urgent"),
        "bi-lightning-charge",
        lambda tickets, user: tickets.urgent(),
        _("Nothing is urgent."),
    ),
    DeskView(
        "breaching",
        _("Soon late"),
        "bi-clock",
        lambda tickets, user: tickets.breaching_soon(),
        _("Everything is in time."),
    ),
    DeskView(
        "waiting",
        _("Waiting"),
        "bi-hourglass-split",
        lambda tickets, user: tickets.waiting(),
        _("No customer is asked for an answer."),
    ),
    DeskView(
        "all",
        _("All"),
        "list-ul",
        lambda tickets, user: tickets,
        _("Nobody has asked anything yet."),
        by_due=False,
    ),
)
BY_NAME: Final = {view.name: view for view in VIEWS}


class AtTheDesk:
    """A page for those who answer tickets."""

    request: HttpRequest

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may(request.user, "desk.use_desk"):
            raise PermissionDenied
        answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        return answer

    @property
    def viewset(self) -> Any:
        """The tickets' own pages: what is listed, filtered and done is theirs to say."""
        return viewset_of(Ticket)


@dataclass(frozen=True)
class Row:
    """A ticket in the list."""

    ticket: Ticket
    due: datetime | None
    is_late: bool

    @classmethod
    def of(cls, ticket: Ticket) -> Row:
        return cls(ticket, *next_due(ticket))


def next_due(ticket: Ticket) -> tuple[datetime | None, bool]:
    """What is due next of what runs, and whether that moment has passed."""
    due = [each.due_at for each in ticket.clocks.all() if each.is_running and each.due_at]
    first = min(due) if due else None
    return first, first is not None and first <= clock.now()


class DeskListing(AtTheDesk, Listing):  # type: ignore[override]
    """`/admin/desk/`, and as results alone for the search, the filters and what changes."""

    model = Ticket
    template_name = "desk/console/page.html"
    results_template_name = "desk/console/results.html"
    paginate_by = AT_ONCE
    header_icon = "bi-headset"
    default_ordering = "-pk"
    columns: list[Any] = []
    board_or_list = "list"

    def get_page_title(self) -> str:
        return say("Desk")

    def get_index_url(self) -> str:
        return reverse("desk:index")

    def get_index_results_url(self) -> str:
        return reverse("desk:results")

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return [{"url": reverse("wagtailadmin_home"), "label": say("Home")}, self.own_breadcrumb]

    @property
    def own_breadcrumb(self) -> dict[str, str]:
        return {"url": "", "label": self.get_page_title()}

    @cached_property
    def shown(self) -> DeskView:
        return BY_NAME.get(self.request.GET.get("view", ""), VIEWS[0])

    @cached_property
    def header_buttons(self) -> list[Any]:
        """None: the room is for reading."""
        return []

    # --- which tickets -----------------------------------------------------------------------

    def get_base_queryset(self) -> QuerySet[Any]:
        queryset: QuerySet[Any] = self.shown.among(super().get_base_queryset(), self.request.user)
        kind, _colon, key = self.request.GET.get("related", "").partition(":")
        return queryset.filter(related_type=kind, related_id=key) if key else queryset

    def order_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.shown.in_own_order:
            return queryset
        if not self.shown.by_due:
            return queryset.order_by("-pk")
        due = queryset.annotate(next_due=Min(Case(When(RUNS, then="clocks__due_at"))))
        return due.order_by(F("next_due").asc(nulls_last=True), "pk")

    # --- what is shown of them -----------------------------------------------------------------

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        # Wagtail's search form and filters carry along what else the address holds.
        kept = context["kept"] | {"view": self.shown.name}
        for name in ("of", "related"):
            if name in self.request.GET:
                kept[name] = self.request.GET[name]
        page = context["page_obj"]
        context |= {
            "kept": kept,
            "rows": [Row.of(ticket) for ticket in page.object_list],
            "matching": page.paginator.count,
            "shown": self.shown,
            "page_number": page.number,
            "next_page": page.next_page_number() if page.has_next() else None,
            "solved_today": solved_today(self.request.user),
            "results_url": self.get_index_results_url(),
        }
        return context


def counted(user: Any) -> list[dict[str, Any]]:
    """Every view with how many are in it."""
    tickets = Ticket.objects.visible_to(user)
    return [{"view": view, "count": capped_count(view.among(tickets, user))} for view in VIEWS]


def solved_today(user: Any) -> int:
    midnight = timezone.localtime(clock.now()).replace(hour=0, minute=0, second=0, microsecond=0)
    mine = Ticket.objects.visible_to(user).filter(agent=user.pk)
    return int(mine.filter(resolved_at__gte=midnight).count())
