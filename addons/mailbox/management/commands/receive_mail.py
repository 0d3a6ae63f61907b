from __future__ import annotations

import asyncio
import signal
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from addons.mailbox.receiving import serve


class Command(BaseCommand):
    help = "Takes in mail to the support address by SMTP until SIGTERM or Ctrl-C."
    requires_migrations_checks = False
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--listen", default=settings.RECEIVE_MAIL, help="host:port")

    def handle(self, *args: Any, listen: str, **options: Any) -> None:
        host, _colon, port = listen.rpartition(":")
        if not host or not port.isdigit():
            raise CommandError("Say where: RECEIVE_MAIL=127.0.0.1:2525, or --listen 127.0.0.1:2525")
        try:
            asyncio.run(self._run(host, int(port)))
        except OSError as error:
            raise CommandError(f"{listen} cannot be listened at: {error.strerror}") from None

    async def _run(self, host: str, port: int) -> None:
        told_to_end = asyncio.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, told_to_end.set)
        await serve(host, port, told_to_end)
