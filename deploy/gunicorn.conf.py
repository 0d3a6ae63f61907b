"""The pages' server: gunicorn -c deploy/gunicorn.conf.py --bind … callout.wsgi"""

from __future__ import annotations

import gc
from pathlib import Path
from typing import Any

# What is loaded is kept: looking for garbage among it would only slow the start.
gc.disable()

ROOT = Path(__file__).resolve().parents[1]

pythonpath = f"{ROOT},{ROOT / 'site'}"
workers = 1
worker_class = "gthread"
# One more than is at work: each further one costs a tenth of all in waiting for the interpreter.
threads = 2
# Loaded once and then forked: a worker that died is back at once, and they share memory.
preload_app = True
timeout = 60
graceful_timeout = 10
# The proxy keeps its connections; whoever closes first must be the proxy.
keepalive = 75
worker_tmp_dir = "/dev/shm"
# The application writes its own line for each request.
accesslog = None
loglevel = "warning"
control_socket_disable = True


def pre_fork(server: Any, worker: Any) -> None:
    from django.db import connections  # the application has been loaded by now

    # A connection does not survive being in two processes.
    connections.close_all()
    # Out of the collector, so that the shared memory stays shared.
    gc.freeze()


def post_fork(server: Any, worker: Any) -> None:
    gc.enable()
