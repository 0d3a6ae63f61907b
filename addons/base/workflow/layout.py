"""Placing the states of a flow on levels, so that most arrows point down.

The usual four steps: turn arrows that point back, put each state one level below those before it,
let long arrows pass through the levels between, and sort the levels until few arrows cross.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

SWEEPS: Final = 24
STATE_ROOM: Final = 1.0
ARROW_ROOM: Final = 0.3

Arrow = tuple[str, str]


@dataclass
class Layout:
    """The level of each state and its place there, and where arrows pass the levels between."""

    levels: dict[str, int]
    places: dict[str, float]
    passes: dict[Arrow, list[tuple[int, float]]] = field(default_factory=dict)

    @property
    def height(self) -> int:
        return max(self.levels.values(), default=0) + 1

    @property
    def width(self) -> float:
        passed = (place for stops in self.passes.values() for _level, place in stops)
        return max([*self.places.values(), *passed], default=0) + 1


def arrange(states: Sequence[str], arrows: Iterable[Arrow], *, start: Sequence[str]) -> Layout:
    """A place for every state; `arrows` are pairs of different states, `start` where records begin."""
    arrows = list(dict.fromkeys(arrows))
    forward = _forward(states, arrows, start)
    levels = _levels(states, forward)
    chains = {arrow: _chain(arrow, levels) for arrow in arrows}
    places = _places(states, levels, chains)
    passes = {
        arrow: [(_level_of(stop, levels), places[stop]) for stop in chain[1:-1]]
        for arrow, chain in chains.items()
    }
    return Layout(levels, {state: places[state] for state in states}, passes)


def _forward(states: Sequence[str], arrows: list[Arrow], start: Sequence[str]) -> list[Arrow]:
    """The arrows without circles: one that leads back to where we came from is turned."""
    following = defaultdict(list)
    for source, target in arrows:
        following[source].append(target)
    forward: list[Arrow] = []
    open_, done = set(), set()

    def visit(state: str) -> None:
        open_.add(state)
        for target in following[state]:
            turned = target in open_
            forward.append((target, state) if turned else (state, target))
            if not turned and target not in done:
                visit(target)
        open_.discard(state)
        done.add(state)

    for state in (*start, *states):
        if state not in done:
            visit(state)
    return forward


def _levels(states: Sequence[str], forward: list[Arrow]) -> dict[str, int]:
    levels = dict.fromkeys(states, 0)
    for _ in states:
        for source, target in forward:
            levels[target] = max(levels[target], levels[source] + 1)
    return levels


def _chain(arrow: Arrow, levels: dict[str, int]) -> list[str]:
    """The arrow's ends with one stop in each level between them."""
    source, target = arrow
    first, last = levels[source], levels[target]
    step = 1 if last > first else -1
    stops = [f"{source}>{target}>{level}" for level in range(first + step, last, step)]
    return [source, *stops, target]


def _level_of(stop: str, levels: dict[str, int]) -> int:
    return levels[stop] if stop in levels else int(stop.rpartition(">")[2])


def _places(
    states: Sequence[str], levels: dict[str, int], chains: dict[Arrow, list[str]]
) -> dict[str, float]:
    stops = [stop for chain in chains.values() for stop in chain[1:-1]]
    by_level: dict[int, list[str]] = defaultdict(list)
    for stop in (*states, *stops):
        by_level[_level_of(stop, levels)].append(stop)
    beside: dict[str, list[str]] = defaultdict(list)
    for chain in chains.values():
        for one, other in pairwise(chain):
            beside[one].append(other)
            beside[other].append(one)
    places: dict[str, float] = {}
    for level in by_level.values():
        places |= {stop: number - (len(level) - 1) / 2 for number, stop in enumerate(level)}
    for _ in range(SWEEPS):
        for level in by_level.values():
            _settle(level, places, beside, set(states))
    left = min(places.values(), default=0)
    return {stop: place - left for stop, place in places.items()}


def _settle(
    level: list[str], places: dict[str, float], beside: dict[str, list[str]], states: set[str]
) -> None:
    """Sort the level by where its neighbours are, and keep a distance between any two."""
    wanted = {}
    for stop in level:
        near = [places[other] for other in beside[stop]] or [places[stop]]
        wanted[stop] = sum(near) / len(near)
    level.sort(key=lambda stop: (wanted[stop], places[stop]))
    room = {stop: STATE_ROOM if stop in states else ARROW_ROOM for stop in level}
    place = float("-inf")
    before = 0.0
    for stop in level:
        place = max(wanted[stop], place + (before + room[stop]) / 2)
        places[stop], before = place, room[stop]
    # Pushing to one side alone would let the level drift; move it to where its neighbours are.
    drift = sum(places[stop] - wanted[stop] for stop in level) / len(level)
    for stop in level:
        places[stop] -= drift
