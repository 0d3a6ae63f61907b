from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from callout import processes

FOLDERS = ("media", "private", "mail")


class Command(BaseCommand):
    help = "Drops the demo's database and files; the next start makes them again."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PROFILE == "production":
            raise CommandError("reset drops everything, so it does not run in production.")
        data: Path = settings.ENVIRONMENT.data
        try:
            with processes.only_one(data / "serve.lock"):
                _drop_database()
                for folder in FOLDERS:
                    shutil.rmtree(data / folder, ignore_errors=True)
        except processes.AlreadyRunning as other:
            raise CommandError(
                f"Callout runs with the data in {data} (process {other.pid}). Stop it first."
            ) from None
        self.stdout.write(f"Dropped the data in {data}.")


def _drop_database() -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA public CASCADE")
            cursor.execute("CREATE SCHEMA public")
        return
    connection.close()
    name = str(connection.settings_dict["NAME"])
    for suffix in ("", "-wal", "-shm"):
        Path(name + suffix).unlink(missing_ok=True)
