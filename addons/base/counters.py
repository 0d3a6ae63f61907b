"""What this process counts. With PROMETHEUS_MULTIPROC_DIR it counts together with its neighbours."""

from __future__ import annotations

from typing import Final

from prometheus_client import Counter, Gauge, Histogram

METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
STEPS: Final = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)

REQUESTS: Final = Histogram(
    "callout_request_seconds",
    "Requests by the pattern their address matched.",
    ["method", "route", "status"],
    buckets=STEPS,
)
CHANGES: Final = Counter(
    "callout_changes",
    "Transitions and other changes of records: done, or the code of the refusal.",
    ["flow", "transition", "result"],
)
TAIL: Final = Histogram(
    "callout_event_tail_seconds",
    "From an event until the sockets of one process are told of it.",
    buckets=STEPS,
)
SOCKETS: Final = Gauge("callout_sockets_open", "Open sockets.", multiprocess_mode="livesum")


def count_request(*, method: str | None, route: str, status: int, seconds: float) -> None:
    # A caller may send any word; each would be a line for ever.
    known = method if method in METHODS else "other"
    REQUESTS.labels(known, route, status).observe(seconds)


def count_changes(flow: str, what: str, *, result: str, number: int = 1) -> None:
    CHANGES.labels(flow, what, result).inc(number)
