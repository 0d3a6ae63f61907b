"""The board of a record type: a lane per state, and cards that move by transitions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views import View

from ...templatetags.console import mark
from ...workflow.actors import Door
from ...workflow.available import Available, available
from ...workflow.states import State
from .access import OneRecordMixin
from .listing import COUNTED, Listing, capped_count
from .table import Row, rows_of

CARDS = 20

CARD = (
    '<li class="c-card" id="card-{}" data-key="{}" data-topic="{}" data-moves="{}{}/" tabindex="0" '
    'aria-describedby="board-help"><p class="c-card-title"><a href="{}">{}</a> <button type="button" '
    'class="c-quiet" data-card-menu aria-haspopup="true" aria-label="{}">{}</button></p>'
    "<dl>{}</dl></li>\n"
)
FACT_HEAD = '<div class="{}"><dt class="w-sr-only">{}</dt><dd>'
FACT_FOOT = SafeString("</dd></div>")


@dataclass(frozen=True)
class Lane:
    """One state with some of its cards; `count` stops counting at some point."""

    number: int
    state: State
    cards: SafeString
    count: int
    more_url: str

    @property
    def is_capped(self) -> bool:
        return self.count > COUNTED


@dataclass(frozen=True)
class Move:
    """A transition as the board offers it, with the lanes it leads to and their numbers."""

    option: Available
    lanes: str
    numbers: str


class BoardView(Listing):
    """The list's records by state; search, filters and views are the list's own."""

    template_name = "base/console/board/page.html"
    results_template_name = "base/console/board/results.html"
    board_or_list = "board"
    columns: list[Any] = []

    def get_index_results_url(self) -> str:
        return str(self.viewset.url("board_results"))

    def get_index_url(self) -> str:
        return str(self.viewset.url("board"))

    def get_paginate_by(self, queryset: Any) -> None:
        return None

    def shown_states(self) -> list[State]:
        """Every state, or those that the filter leaves."""
        wanted = self.request.GET.getlist("state")
        states = self.viewset.flow.states.values()
        return [state for state in states if not wanted or state.key in wanted]

    def lane(self, state: State, *, start: int = 0) -> Lane:
        records = self.object_list.filter(state=state.key)
        found = list(records[start : start + CARDS + 1])
        is_all = len(found) <= CARDS
        # Counted only where the cards do not tell, and once.
        count = start + len(found) if is_all or start else capped_count(records)
        rows = rows_of(self.viewset, found[:CARDS], self.viewset.card_values, self.request.user)
        cards = written_cards(list(rows), moves_url=f"{self.viewset.url('board')}moves/")
        more = "" if is_all else self.lane_url(state, start + CARDS)
        number = [*self.viewset.flow.states].index(state.key) + 1
        return Lane(number, state, cards, count, more)

    def lane_url(self, state: State, start: int) -> str:
        query = self.request.GET.copy()
        query["from"] = str(start)
        return f"{self.viewset.url('lane', state.key)}?{query.urlencode()}"

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        lanes = [self.lane(state) for state in self.shown_states()]
        return super().get_context_data(object_list=[]) | {"lanes": lanes}


def written_cards(rows: Sequence[Row], *, moves_url: str) -> SafeString:
    """The cards of a lane, written at once: a template takes four times as long over its variables."""
    if not rows:
        return SafeString()
    # What all cards have alike is worked out once.
    dots, move = mark("dots-horizontal"), _("Move %(name)s to…")
    heads = [format_html(FACT_HEAD, cell.kind, cell.label) for cell in rows[0].cells]
    return format_html_join(
        "",
        CARD,
        (
            (
                *(row.pk, row.pk, row.topic, moves_url, row.pk, row.url, row.title),
                *(move % {"name": row.title}, dots, facts_of(row, heads)),
            )
            for row in rows
        ),
    )


def facts_of(row: Row, heads: Sequence[SafeString]) -> SafeString:
    facts = SafeString()
    for head, cell in zip(heads, row.cells, strict=True):
        if cell.html:
            facts += head + cell.html + FACT_FOOT
    return facts


class LaneView(BoardView):
    """More cards of one lane."""

    def get(self, request: HttpRequest, *args: Any, state: str, **kwargs: Any) -> HttpResponse:
        start = request.GET.get("from", "0")
        if state not in self.viewset.flow.states or not start.isdecimal():
            raise Http404
        self.object_list: QuerySet[Any] = self.get_queryset()
        lane = self.lane(self.viewset.flow.states[state], start=int(start[:6]))
        context = {"lane": lane, "viewset": self.viewset}
        return render(request, "base/console/board/cards.html", context)


class MovesView(OneRecordMixin, View):
    """What may be done with a card now: fetched when it is taken up or its menu opens."""

    def get(self, request: HttpRequest, pk: Any) -> HttpResponse:
        context = {"moves": self.moves(), "record": self.record, "viewset": self.viewset}
        response = render(request, "base/console/board/moves.html", context)
        response.headers["Cache-Control"] = "no-store"
        return response

    def moves(self) -> list[Move]:
        numbers = {key: str(n) for n, key in enumerate(self.viewset.flow.states, 1)}
        moves = []
        for option in available(self.record, self.request.user, via=Door.CONSOLE):
            lanes = [key for key in option.spec.target if key != self.record.state]
            moves.append(Move(option, " ".join(lanes), " ".join(numbers[key] for key in lanes)))
        return moves
