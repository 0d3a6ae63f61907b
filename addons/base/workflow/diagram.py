"""A flow as a picture: SVG without style of its own, coloured by `base/diagram.css`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from .compose import ComposedFlow
from .declare import Transition
from .layout import Layout, arrange
from .states import State

NODE_HEIGHT: Final = 40
LABELS: Final = 3
GAP: Final = 56
LETTER: Final = 7.6
LINE: Final = 14
MARGIN: Final = 20
START: Final = 34

Point = tuple[float, float]


def draw(flow: ComposedFlow, *, current: str = "") -> SafeString:
    """The flow's states and transitions; `current` is the state to stand out."""
    return Diagram(flow, current).svg()


@dataclass
class Edge:
    """All transitions from one state to another: one arrow."""

    source: str
    target: str
    specs: list[Transition]

    @property
    def labels(self) -> list[str]:
        """What stands beside the arrow; the rest is in its tooltip."""
        labels = [str(spec.label) for spec in self.specs]
        return labels if len(labels) <= LABELS else [*labels[: LABELS - 1], "…"]


@dataclass(frozen=True)
class Box:
    left: float
    right: float
    top: float
    bottom: float

    def overlaps(self, top: float, height: float) -> bool:
        return self.top < top + height and top < self.bottom


class Diagram:
    """Where everything stands in one picture."""

    def __init__(self, flow: ComposedFlow, current: str) -> None:
        self.flow = flow
        self.current = current
        self.edges, self.loops = _edges(flow)
        self.taken: list[Box] = []  # where labels are
        start = flow.creation.target if flow.creation else tuple(flow.states)[:1]
        self.start = start
        arrows = [(edge.source, edge.target) for edge in self.edges]
        self.layout: Layout = arrange(list(flow.states), arrows, start=start)
        longest = max((len(str(state.label)) for state in flow.states.values()), default=8)
        self.node_width = max(90.0, longest * LETTER + 28)
        self.pitch = self.node_width + GAP
        lines = max((len(edge.labels) for edge in self.edges), default=0)
        self.drop = NODE_HEIGHT + GAP + LINE * lines

    def svg(self) -> SafeString:
        width = (self.layout.width - 1) * self.pitch + self.node_width + 2 * MARGIN
        height = (self.layout.height - 1) * self.drop + NODE_HEIGHT + START + 2 * MARGIN
        name = str(self.flow.model._meta.verbose_name)
        return format_html(
            '<svg class="flow" xmlns="http://www.w3.org/2000/svg" role="img" '
            'viewBox="0 0 {} {}" width="{}" height="{}"><title>{}</title>{}{}{}{}</svg>',
            *(_n(width), _n(height), _n(width), _n(height)),
            _("The life of a %(record)s") % {"record": name},
            ARROW_HEAD,
            self._start_arrows(),
            _join(self._edge(edge) for edge in self.edges),
            _join(self._node(state) for state in self.flow.states.values()),
        )

    def place(self, state: str) -> Point:
        """The middle of the state's node."""
        return self._point(self.layout.levels[state], self.layout.places[state])

    def _point(self, level: int, place: float) -> Point:
        x = MARGIN + self.node_width / 2 + place * self.pitch
        return x, MARGIN + START + NODE_HEIGHT / 2 + level * self.drop

    # --- nodes ---------------------------------------------------------------------------------

    def _node(self, state: State) -> SafeString:
        x, y = self.place(state.key)
        left, top = x - self.node_width / 2, y - NODE_HEIGHT / 2
        box = (_n(left), _n(top), _n(self.node_width), NODE_HEIGHT)
        return format_html(
            '<g class="state{}{}" data-tone="{}" data-state="{}"><title>{}</title>'
            '<rect x="{}" y="{}" width="{}" height="{}" rx="10" fill="none" '
            'stroke="currentColor"/>{}{}</g>',
            " current" if state.key == self.current else "",
            " final" if state.final else "",
            state.tone.value,
            state.key,
            self._tooltip(state),
            *box,
            _text(x, y + 5, [str(state.label)]),
            self._loop(state, x + self.node_width / 2, top),
        )

    def _tooltip(self, state: State) -> str:
        lines = [f"{state.label} ({self.flow.state_addons[state.key]})"]
        if state.key == self.current:
            lines.append(_("It is here now."))
        lines += [_tip(spec) for spec in self.loops[state.key]]
        return "\n".join(lines)

    def _loop(self, state: State, x: float, y: float) -> SafeString:
        """What may be done here without leaving, as a small number at the corner."""
        count = len(self.loops[state.key])
        if not count:
            return SafeString("")
        return format_html(
            '<g class="loops"><circle cx="{}" cy="{}" r="11" fill="none" stroke="currentColor"/>{}</g>',
            _n(x),
            _n(y),
            _text(x, y + 4, [f"↻{count}"]),
        )

    # --- arrows --------------------------------------------------------------------------------

    def _edge(self, edge: Edge) -> SafeString:
        side = 1 if self.layout.levels[edge.target] > self.layout.levels[edge.source] else -1
        # There and back again run beside each other.
        shift, half = 7 * side, side * NODE_HEIGHT / 2
        (x0, y0), (x1, y1) = self.place(edge.source), self.place(edge.target)
        points = [(x0 + shift, y0 + half)]
        for level, place in self.layout.passes[edge.source, edge.target]:
            x, y = self._point(level, place)
            points += [(x + shift, y - half), (x + shift, y + half)]
        points.append((x1 + shift, y1 - half))
        (ax, ay), (bx, by) = points[0], points[1]
        middle = ((ax + bx) / 2 + shift, (ay + by) / 2)
        return format_html(
            '<g class="arrow" data-from="{}" data-to="{}"><title>{}</title>'
            '<path d="{}" fill="none" stroke="currentColor" marker-end="url(#flow-head)"/>{}</g>',
            edge.source,
            edge.target,
            "\n".join(_tip(spec) for spec in edge.specs),
            _path(points),
            _text(*self._free(middle, edge.labels), edge.labels),
        )

    def _free(self, middle: Point, labels: list[str]) -> Point:
        """Where the labels begin: at the middle of their arrow, or below other labels there."""
        x, y = middle
        half = max(map(len, labels)) * LETTER / 2
        height = LINE * len(labels)
        top = y - height / 2
        for other in sorted(self.taken, key=lambda box: box.top):
            if other.left < x + half and x - half < other.right and other.overlaps(top, height):
                top = other.bottom
        self.taken.append(Box(x - half, x + half, top, top + height))
        return x, top + LINE - 4

    def _start_arrows(self) -> SafeString:
        x = sum(self.place(state)[0] for state in self.start) / max(len(self.start), 1)
        y = float(MARGIN)
        title = _tip(self.flow.creation) if self.flow.creation else ""
        arrows = (self.place(state) for state in self.start)
        paths = [
            format_html(
                '<path d="{}" fill="none" stroke="currentColor" marker-end="url(#flow-head)"/>',
                _path([(x, y + 6), (px, py - NODE_HEIGHT / 2)]),
            )
            for px, py in arrows
        ]
        return format_html(
            '<g class="start"><title>{}</title><circle cx="{}" cy="{}" r="6" '
            'fill="currentColor"/>{}</g>',
            title,
            _n(x),
            _n(y),
            _join(paths),
        )


ARROW_HEAD = SafeString(
    '<defs><marker id="flow-head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" '
    'markerHeight="7" orient="auto"><path d="M0 0 8 4 0 8z" fill="currentColor"/></marker></defs>'
)


def _edges(flow: ComposedFlow) -> tuple[list[Edge], dict[str, list[Transition]]]:
    """The arrows between different states, and per state what keeps it."""
    between: dict[tuple[str, str], list[Transition]] = defaultdict(list)
    loops: dict[str, list[Transition]] = defaultdict(list)
    for state in flow.states:
        for spec in flow.from_state(state):
            for target in spec.target or (state,):
                kept = loops[state] if target == state else between[state, target]
                kept.append(spec)
    return [Edge(source, target, specs) for (source, target), specs in between.items()], loops


def _tip(spec: Transition) -> str:
    return f"{spec.label}: {_(spec.summary)} ({spec.addon})" if spec.summary else str(spec.label)


def _path(points: list[Point]) -> str:
    """A line that leaves and enters upright, through all points."""
    (x, y), *rest = points
    parts = [f"M{_n(x)} {_n(y)}"]
    for nx, ny in rest:
        middle = (y + ny) / 2
        parts.append(f"C{_n(x)} {_n(middle)} {_n(nx)} {_n(middle)} {_n(nx)} {_n(ny)}")
        x, y = nx, ny
    return "".join(parts)


def _text(x: float, y: float, lines: list[str]) -> SafeString:
    spans = format_html_join(
        "",
        '<tspan x="{}" dy="{}">{}</tspan>',
        ((_n(x), LINE if number else 0, line) for number, line in enumerate(lines)),
    )
    return format_html(
        '<text x="{}" y="{}" text-anchor="middle" font-size="13" fill="currentColor">{}</text>',
        _n(x),
        _n(y),
        spans,
    )


def _join(parts: Iterable[SafeString]) -> SafeString:
    return format_html_join("", "{}", ((part,) for part in parts))


def _n(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")
