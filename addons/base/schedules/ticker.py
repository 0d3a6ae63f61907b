"""Looking which schedules are due, and handing each to the cluster once."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django_q.tasks import async_task

from .runs import due_runs, recover_lost, run_taken, take, this_runner


class Ticker:
    """One per worker; several on several machines share the work row by row."""

    def __init__(self, broker: Any) -> None:
        self.broker = broker
        self.runner = this_runner()

    def tick(self) -> None:
        """Take what is due. The run and its task are written together: neither is there alone."""
        recover_lost()
        for row in due_runs():
            with transaction.atomic():
                run = take(row, runner=self.runner)
                if run is not None:
                    options = {"broker": self.broker, "task_name": run.name[:100]}
                    async_task(run_taken, run.name, run.number, q_options=options)
