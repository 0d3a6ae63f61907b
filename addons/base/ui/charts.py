"""Charts as plain SVG: the geometry is computed here, a template draws it, no script is needed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

WIDTH, HEIGHT = 720, 220
LEFT, RIGHT, TOP, BOTTOM = 84, 8, 10, 26
GAP = 0.3
STEPS = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10))
TICKS = 4


@dataclass(frozen=True)
class Bar:
    """One column: its place and what it says."""

    label: str
    text: str
    x: float
    y: float
    width: float
    height: float

    @property
    def middle(self) -> float:
        return round(self.x + self.width / 2, 2)


@dataclass(frozen=True)
class Tick:
    """A line across with its value."""

    text: str
    y: float


@dataclass(frozen=True)
class Chart:
    title: str
    bars: list[Bar]
    ticks: list[Tick]
    base: float
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT

    @property
    def foot(self) -> int:
        return self.height - 8

    @property
    def right(self) -> int:
        return self.width - RIGHT


def columns(
    title: str, points: Sequence[tuple[str, Decimal | None]], *, write: Callable[[Decimal], str]
) -> Chart:
    """Columns over (or, below zero, under) one line, with round values at the side; none where
    nothing is known."""
    values = [value for _label, value in points if value is not None] + [Decimal(0)]
    low, high = min(values), max(values)
    step = round_step((high - low) / TICKS)
    first, last = floor(low, step), -floor(-high, step)
    if first == last:
        last = step

    def height_of(value: Decimal) -> float:
        share = float((value - first) / (last - first))
        return round(HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM), 2)

    base = height_of(Decimal(0))
    slot = (WIDTH - LEFT - RIGHT) / max(len(points), 1)
    bars = [
        Bar(
            label=label,
            text="–" if value is None else write(value),
            x=round(LEFT + slot * (number + GAP / 2), 2),
            y=min(height_of(value or Decimal(0)), base),
            width=round(slot * (1 - GAP), 2),
            height=round(abs(height_of(value or Decimal(0)) - base), 2),
        )
        for number, (label, value) in enumerate(points)
    ]
    count = int((last - first) / step)
    ticks = [
        Tick(write(first + step * number), height_of(first + step * number))
        for number in range(count + 1)
    ]
    return Chart(title=title, bars=bars, ticks=ticks, base=base)


def round_step(least: Decimal) -> Decimal:
    """The next of 1, 2, 2.5, 5, 10, 20, … that is not less."""
    if least <= 0:
        return Decimal(1)
    power = Decimal(10) ** least.adjusted()
    return next(power * step for step in STEPS if power * step >= least)


def floor(value: Decimal, step: Decimal) -> Decimal:
    return (value // step - (1 if value < 0 and value % step else 0)) * step
