"""A process that is killed at a fault point, as by SIGKILL in the middle of its work."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from typing import Any

from django.db import connections

from addons.base import faults


def dies_at(point: str, act: Callable[[], Any]) -> bool:
    """Whether another process that did this was killed there; False if it never came by."""
    connections.close_all()
    process = os.fork()
    if not process:
        faults._chosen = point
        try:
            act()
        finally:
            os._exit(0)
    _pid, status = os.waitpid(process, 0)
    return os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
