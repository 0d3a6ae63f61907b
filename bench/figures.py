"""What every script here shares: its options, taking turns, and printing what came out."""

from __future__ import annotations

import argparse
import os
import statistics
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from operator import truediv

IS_SHORT = bool(os.environ.get("BENCH_SHORT"))

Rates = dict[str, list[float]]


def short(usual: int, brief: int) -> int:
    """How much to do: little where BENCH_SHORT asks whether the scripts run at all."""
    return brief if IS_SHORT else usual


def parser(text: str | None) -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(description=text)
    made.add_argument("--must", action="store_true", help="end with 1 if a must is missed")
    return made


def take_turns(sides: Mapping[str, Callable[[], float]], *, rounds: int) -> Rates:
    """What each side says of each round, one side after the other, after a round to warm up.

    Turns, because what else the machine does should meet all sides alike.
    """
    found: Rates = {name: [] for name in sides}
    for number in range(rounds + 1):
        for name, run in sides.items():
            value = run()
            if number:
                found[name].append(value)
    return found


@dataclass(frozen=True)
class Goal:
    """The figure to reach: at least, or with `most` at most."""

    must: float
    most: bool = False

    def is_reached(self, value: float) -> bool:
        return value <= self.must if self.most else value >= self.must


def report(title: str, rates: Rates, *, unit: str, goals: Mapping[str, Goal]) -> bool:
    """Print min, median and max of each side, its share of the last one, the limit, and its goal.

    Returns whether every goal is reached by the median.
    """
    say(title)
    *_, limit = rates
    are_reached = []
    for name, values in rates.items():
        middle = statistics.median(values)
        line = f"  {name:<26} min {min(values):8.1f}  median {middle:8.1f}  "
        line += f"max {max(values):8.1f} {unit}"
        if name != limit:
            line += f"  ratio {statistics.median(map(truediv, values, rates[limit])):6.3f}"
        if name in goals:
            are_reached.append(goals[name].is_reached(middle))
            line += f"  must {goals[name].must:g}: {verdict(are_reached[-1])}"
        say(line)
    return all(are_reached)


def verdict(is_reached: bool) -> str:
    return "reached" if is_reached else "MISSED"


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
