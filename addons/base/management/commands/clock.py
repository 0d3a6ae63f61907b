from __future__ import annotations

import re
from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from addons.base import clock

UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


class Command(BaseCommand):
    help = "Shows the site's clock or, in demo and test, moves it: clock --advance 49h"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--advance", metavar="TIME", help="such as 90s, 30m, 49h, 7d or -49h")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["advance"] is not None:
            if not settings.CLOCK_CAN_MOVE:
                raise CommandError("The clock moves in demo and test only, never in production.")
            clock.advance(_duration(options["advance"]))
        self.stdout.write(f"{clock.now():%Y-%m-%d %H:%M:%S} UTC")


def _duration(text: str) -> timedelta:
    match = re.fullmatch(r"(-?\d+)([smhd])", text.strip())
    if match is None:
        raise CommandError(f"{text!r} is no time; write it like 90s, 30m, 49h or 7d.")
    number, unit = match.groups()
    return timedelta(**{UNITS[unit]: int(number)})
