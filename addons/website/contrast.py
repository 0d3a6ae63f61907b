"""Whether text in a colour can be read, by the ratio of WCAG."""

from __future__ import annotations

from typing import TypeAlias

ENOUGH = 4.5
BLACK, WHITE = "#000000", "#ffffff"
STEPS = 200

Colour: TypeAlias = tuple[int, int, int]


def contrast(one: str, other: str) -> float:
    """1 for the same colour, 21 for black on white."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    parts = [part / 255 for part in parsed(colour)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def ink_on(colour: str) -> str:
    """Black or white, whichever reads better on it: one of them always does."""
    return max((WHITE, BLACK), key=lambda ink: contrast(ink, colour))


def nearest_readable(colour: str, grounds: tuple[str, ...]) -> str:
    """The shade closest to the colour that can be read on all of these grounds."""
    target = ink_on(grounds[0])
    for step in range(STEPS + 1):
        shade = mixed(colour, target, step / STEPS)
        if is_readable(shade, grounds):
            return shade
    return target


def is_readable(colour: str, grounds: tuple[str, ...]) -> bool:
    return all(contrast(colour, ground) >= ENOUGH for ground in grounds)


def mixed(one: str, other: str, share: float) -> str:
    pairs = zip(parsed(one), parsed(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def parsed(colour: str) -> Colour:
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return red, green, blue
