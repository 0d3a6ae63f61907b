"""What is stored about an error: what and where, never the message, which may name people."""

from __future__ import annotations

from traceback import walk_tb


def where(error: BaseException) -> str:
    """The error's class and the places it came from, ours and the innermost."""
    places = [
        (str(frame.f_globals.get("__name__", "?")), line)
        for frame, line in walk_tb(error.__traceback__)
    ]
    ours = [place for place in places if not place[0].startswith("addons.base")]
    shown = list(dict.fromkeys([*ours[:1], *places[-1:]]))
    return ", ".join([type(error).__name__, *(f"{module} line {line}" for module, line in shown)])
