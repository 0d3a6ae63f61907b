"""Looking which schedules are due, and handing each to the cluster once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django_q.brokers import get_broker
from django_q.conf import Conf
from django_q.models import OrmQ
from django_q.tasks import async_task

from .runs import due_runs, is_dead, recover_lost, run_taken, take, this_runner

# Nothing waits for so long in a queue that anybody works off.
LONGEST_WAIT: Final = timedelta(days=1)
LONGEST_NAME: Final = 100


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
                    options = {"broker": self.broker, "task_name": run.name[:LONGEST_NAME]}
                    async_task(run_taken, run.name, run.number, q_options=options)


def own_queue() -> Any:
    """The queue of this runner's cluster alone: a ping has to prove that this one works."""
    # Who dies does not empty its own.
    for key in OrmQ.objects.filter(key__contains="@").values_list("key", flat=True).distinct():
        if is_dead(key.partition("@")[2]):
            OrmQ.objects.filter(key=key).delete()
    OrmQ.objects.filter(lock__lt=timezone.now() - LONGEST_WAIT).delete()
    return get_broker(f"{Conf.CLUSTER_NAME}@{this_runner()}"[:LONGEST_NAME])
