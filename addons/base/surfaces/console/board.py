"""The board of a record type: a lane per state, and cards that move by transitions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views import View

from ...workflow.actors import Door
from ...workflow.available import Available, available
from ...workflow.states import State
from .access import OneRecordMixin
from .listing import COUNTED, Listing, capped_count
from .table import Row, rows_of

CARDS = 25


@dataclass(frozen=True)
class Lane:
    """One state with some of its cards; `count` stops counting at some point."""

    number: int
    state: State
    cards: list[Row]
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
        cards = rows_of(self.viewset, found[:CARDS], self.viewset.card_values, self.request.user)
        more = "" if is_all else self.lane_url(state, start + CARDS)
        number = [*self.viewset.flow.states].index(state.key) + 1
        return Lane(number, state, list(cards), count, more)

    def lane_url(self, state: State, start: int) -> str:
        query = self.request.GET.copy()
        query["from"] = str(start)
        return f"{self.viewset.url('lane', state.key)}?{query.urlencode()}"

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        lanes = [self.lane(state) for state in self.shown_states()]
        return super().get_context_data(object_list=[]) | {"lanes": lanes, **self.card_context()}

    def card_context(self) -> dict[str, Any]:
        # Once for all cards: asking the URLconf for each takes longer than drawing it.
        return {"moves_url": f"{self.viewset.url('board')}moves/"}


class LaneView(BoardView):
    """More cards of one lane."""

    def get(self, request: HttpRequest, *args: Any, state: str, **kwargs: Any) -> HttpResponse:
        start = request.GET.get("from", "0")
        if state not in self.viewset.flow.states or not start.isdecimal():
            raise Http404
        self.object_list: QuerySet[Any] = self.get_queryset()
        lane = self.lane(self.viewset.flow.states[state], start=int(start[:6]))
        context = {"lane": lane, "viewset": self.viewset, **self.card_context()}
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
