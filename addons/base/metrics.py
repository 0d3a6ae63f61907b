"""`/metrics`: what all processes of this machine counted, and how far the work in rows is."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from ipaddress import ip_address
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db.models import Min
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead
from prometheus_client.registry import Collector

from . import clock
from .schedules import progress
from .schedules.runs import due_runs
from .surfaces.middleware import address_of

SHARED: Final = "PROMETHEUS_MULTIPROC_DIR"


def metrics(request: HttpRequest) -> HttpResponse:
    """For those whose address METRICS_FROM lists; to others there is no such page."""
    if not _may_see(address_of(request)):
        raise Http404
    rows = CollectorRegistry()
    rows.register(Rows())
    text = generate_latest(_counted()) + generate_latest(rows)
    return HttpResponse(text, content_type=CONTENT_TYPE_LATEST)


class Rows(Collector):
    """What the database says, the same from every process."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        now = progress()
        effects = GaugeMetricFamily("callout_effects", "Effects not done.", labels=["state"])
        effects.add_metric(["owed"], now.owed)
        effects.add_metric(["given_up"], now.given_up)
        yield effects
        yield GaugeMetricFamily(
            "callout_effects_late_seconds",
            "How long the oldest effect has been due.",
            value=_seconds(now.late_since, clock.now()),
        )
        oldest = due_runs().aggregate(oldest=Min("next_run"))["oldest"]
        yield GaugeMetricFamily(
            "callout_schedules_late_seconds",
            "How long the longest waiting schedule has been due.",
            value=_seconds(oldest, timezone.now()),
        )
        yield GaugeMetricFamily(
            "callout_schedules_failing", "Schedules that failed last.", value=len(now.failing)
        )
        yield GaugeMetricFamily(
            "callout_worker_ping_age_seconds",
            "Since a worker has shown that it gets on.",
            value=_seconds(now.last_ping, timezone.now()),
        )


def _counted() -> CollectorRegistry:
    if SHARED not in os.environ:
        return REGISTRY
    _forget_the_dead(Path(os.environ[SHARED]))
    registry = CollectorRegistry()
    MultiProcessCollector(registry)
    return registry


def _forget_the_dead(folder: Path) -> None:
    """Who was killed could not say that its sockets are closed."""
    for file in folder.glob("gauge_live*_*.db"):
        pid = int(file.stem.rpartition("_")[2])
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            mark_process_dead(pid)
        except PermissionError:
            continue  # somebody else's, so it is there


def _may_see(address: str) -> bool:
    with suppress(ValueError):
        return any(ip_address(address) in network for network in settings.METRICS_FROM)
    return False


def _seconds(since: datetime | None, now: datetime) -> float:
    return max((now - since).total_seconds(), 0.0) if since else 0.0
