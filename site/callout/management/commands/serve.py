from __future__ import annotations

import gc
import signal
import sys
import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import execute_from_command_line, get_commands
from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from callout import first_start, processes
from callout.environment import ROOT

LONGEST_START = 60.0
LARGEST_FRAME = 65_536

ACCOUNTS = {
    "admin@example.com": "administrator",
    "dispatcher@example.com": "dispatcher",
    "agent@example.com": "support agent",
    "manager@example.com": "support manager",
    "finance@example.com": "finance",
    "asha@example.com": "customer",
    "bala@example.com": "customer",
    "raj@example.com": "provider",
    "meera@example.com": "provider",
    "tara@example.com": "consultant",
}


class Command(BaseCommand):
    help = "Prepares the database and runs web and worker together until Ctrl-C."
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *args: Any, host: str, port: int, **options: Any) -> None:
        # A stop from outside ends us the way Ctrl-C does, so that the children are ended too.
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        try:
            with processes.only_one(settings.ENVIRONMENT.data / "serve.lock"):
                self._refuse_taken_port(host, port)
                self._prepare()
                self._run(host, port)
        except processes.AlreadyRunning as other:
            raise CommandError(
                f"Callout already runs with the data in {settings.ENVIRONMENT.data} (process "
                f"{other.pid}). Stop it first, or choose another folder: make demo DATA=…"
            ) from None
        except KeyboardInterrupt:
            self.stdout.write("Stopped.")

    def _refuse_taken_port(self, host: str, port: int) -> None:
        if not processes.is_free(host, port):
            raise CommandError(
                f"Port {port} is taken by another program. Choose another: make demo "
                f"PORT={port + 1}"
            )

    def _prepare(self) -> None:
        """In a fork, which is there at once; its memory is gone with it."""
        self.stdout.write("Preparing the database …")
        self.stdout.flush()
        connections.close_all()
        if code := processes.forked(_fill_the_database):
            raise CommandError(f"The database is not ready (code {code}); why stands above.")

    def _run(self, host: str, port: int) -> None:
        commands = {"web": _web(host, port)}
        if "worker" in get_commands():
            commands["worker"] = _manage("worker")
        if settings.RECEIVE_MAIL and "receive_mail" in get_commands():
            commands["mail"] = _manage("receive_mail")
        with processes.running(commands) as group:
            self._wait_for_web(group, host, port)
            self._welcome(host, port)
            while (name := processes.ended(group)) is None:
                time.sleep(processes.PAUSE)
            raise CommandError(f"The {name} process ended, so everything was stopped.")

    def _wait_for_web(self, group: processes.Group, host: str, port: int) -> None:
        deadline = time.monotonic() + LONGEST_START
        while not processes.answers(host, port):
            if processes.ended(group) or time.monotonic() > deadline:
                raise CommandError("The web server did not start; its message stands above.")
            time.sleep(processes.PAUSE)

    def _welcome(self, host: str, port: int) -> None:
        site = f"http://{host}:{port}/"
        self.stdout.write(f"\nCallout is running: {site}   console: {site}admin/\n")
        known = get_user_model().objects.filter(email__in=ACCOUNTS)
        there = set(known.values_list("email", flat=True))
        if settings.PROFILE == "demo" and there:
            self.stdout.write("Sign in with password demo as")
            for email, role in ACCOUNTS.items():
                if email in there:
                    self.stdout.write(f"  {email:<24} {role}")
        self.stdout.write("Ctrl-C stops it; the data stays.\n")
        self.stdout.flush()


def _fill_the_database() -> None:
    """As from a command line, which says in a sentence why one of them refuses."""
    # This process ends before its garbage matters; looking for it takes a tenth of its time.
    gc.freeze()
    gc.disable()
    if first_start.is_possible():
        first_start.lay_out()
    execute_from_command_line(["manage.py", "migrate", "--verbosity", "0"])
    if settings.PROFILE == "demo" and "demo" in get_commands():
        execute_from_command_line(["manage.py", "demo", "--skip-checks"])


def _manage(*command: str) -> list[str]:
    return [sys.executable, str(ROOT / "manage.py"), *command]


def _web(host: str, port: int) -> list[str]:
    return [
        *(sys.executable, "-m", "uvicorn", "callout.asgi:application"),
        *("--app-dir", str(ROOT / "site"), "--host", host, "--port", str(port)),
        *("--lifespan", "off", "--no-access-log", "--log-level", "warning"),
        *("--ws-max-size", str(LARGEST_FRAME), "--timeout-graceful-shutdown", "5"),
        # Messages are short: compressing them costs more time and memory than it saves.
        *("--ws-per-message-deflate", "false"),
    ]
