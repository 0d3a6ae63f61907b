from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from addons.base.schedules.supervisor import Supervisor, patience


class Command(BaseCommand):
    help = "Runs schedules and effects until SIGTERM or Ctrl-C, and starts afresh what breaks."
    requires_migrations_checks = False
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        Supervisor(patience=patience()).run()
