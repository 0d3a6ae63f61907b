from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from addons.ledger.checking import Count, breaks


class Command(BaseCommand):
    help = (
        "`ledger check` recounts every balance, transfer and hold from the postings, and looks "
        "whether the database still refuses what it must. Ends with 1 on any difference."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("action", choices=["check"])

    def handle(self, *args: Any, **options: Any) -> None:
        count, broken = Count(), 0
        for sentence in breaks(count):
            broken += 1
            self.stderr.write(sentence)
        looked_at = f"{count.transfers} transfers on {count.accounts} accounts, {count.holds} holds"
        if broken:
            self.stderr.write(f"Looked at {looked_at}: {broken} differences.")
            sys.exit(1)
        self.stdout.write(f"Looked at {looked_at}: all holds.")
