"""The worker group: django-q's cluster, the ticker and the processes for effects, all in one
process group, so that they can be ended together.

It runs until it is told to end or something in it breaks; then whoever watches it starts another.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from django.db import DatabaseError, connection, connections
from django_q.cluster import Cluster
from django_q.conf import Conf
from django_q.signals import post_execute, post_spawn

from .effects_process import work_off_effects
from .sync import sync_schedules
from .ticker import Ticker, own_queue

logger = logging.getLogger(__name__)

TICK: Final = 0.2
PAUSE_AFTER_ERROR: Final = 1.0
EFFECTS_PROCESSES: Final = 2

fork = multiprocessing.get_context("fork")


class Group:
    """`beat` is memory shared with the supervisor: when a task last came all the way through."""

    def __init__(self, beat: Any) -> None:
        self._beat = beat
        self._spawned = fork.Value("i", 0)
        self._starter = os.getppid()
        self._told_to_end = False
        self._effects: list[Any] = []

    def run(self) -> None:
        os.setpgid(0, 0)
        _use_plain_connections()
        _sync_or_end()
        broker = own_queue()
        cluster = Cluster(broker=broker)
        self._keep_effects_processes()
        with self._listening_to_cluster():
            connections.close_all()
            cluster.start()
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, self._end)
            self._tick_until_the_end(Ticker(broker), cluster)
        self._stop(cluster)

    def _tick_until_the_end(self, ticker: Ticker, cluster: Cluster) -> None:
        while not self._told_to_end:
            if os.getppid() != self._starter:
                # Nobody watches any more; what is left of us would only be in the way.
                os.killpg(0, signal.SIGKILL)
            if not cluster.sentinel.is_alive():
                raise RuntimeError("The cluster's guard has ended.")
            self._keep_effects_processes()
            try:
                ticker.tick()
            except DatabaseError:
                logger.exception("The database does not answer; trying again")
                connections.close_all()
                time.sleep(PAUSE_AFTER_ERROR)
            time.sleep(TICK)

    def _keep_effects_processes(self) -> None:
        for process in self._effects:
            if not process.is_alive():
                logger.error("A process for effects ended (%s)", process.exitcode)
        self._effects = [process for process in self._effects if process.is_alive()]
        while len(self._effects) < EFFECTS_PROCESSES:
            # A connection does not survive being in two processes.
            connections.close_all()
            process = fork.Process(target=work_off_effects, daemon=True)
            process.start()
            self._effects.append(process)

    @contextmanager
    def _listening_to_cluster(self) -> Iterator[None]:
        """Connected before the cluster forks, so that these are heard in its processes."""
        post_spawn.connect(self._worker_started)
        post_execute.connect(self._task_done)
        try:
            yield
        finally:
            post_spawn.disconnect(self._worker_started)
            post_execute.disconnect(self._task_done)

    def _worker_started(self, **_: Any) -> None:
        """A worker beyond the first ones replaces a dead one, which may have died holding the
        lock of the cluster's queue: then no other would ever get a task (django-q2#23)."""
        with self._spawned.get_lock():
            self._spawned.value += 1
            is_replacement = self._spawned.value > Conf.WORKERS
        if is_replacement:
            logger.error("A worker has died; the group starts afresh")
            os.killpg(0, signal.SIGKILL)

    def _task_done(self, **_: Any) -> None:
        self._beat.value = time.monotonic()

    def _stop(self, cluster: Cluster) -> None:
        for process in self._effects:
            process.terminate()
        cluster.stop()
        cluster.sentinel.join()
        cluster.broker.purge_queue()
        for process in self._effects:
            process.join()

    def _end(self, *_: object) -> None:
        self._told_to_end = True


def run_group(beat: Any) -> None:
    Group(beat).run()


def _use_plain_connections() -> None:
    """A pool has threads, which do not survive a fork."""
    connection.settings_dict["OPTIONS"].pop("pool", None)


def _sync_or_end() -> None:
    try:
        sync_schedules()
    except DatabaseError as error:
        logger.error("The database is not ready, perhaps not migrated: %s", error)
        raise SystemExit(1) from None
