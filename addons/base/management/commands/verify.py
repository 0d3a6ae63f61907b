from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from addons.base.events.model import Event
from addons.base.events.overrides import review_override, unreviewed_overrides
from addons.base.events.verify import Tally, breaks
from addons.base.points import FLOWS


class Command(BaseCommand):
    help = (
        "Checks that the log, the records and what addons promise still agree: chains, heads, "
        "states, history. Lists overrides that nobody has reviewed. Ends with 1 on a break."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--record-type", help="only this one, such as app.model")
        parser.add_argument("--reviewed", type=int, metavar="EVENT", help="an override is reviewed")
        parser.add_argument("--by", metavar="EMAIL", help="who has reviewed it")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["reviewed"] is not None:
            self._review(options["reviewed"], options["by"])
            return
        record_type = options["record_type"]
        if record_type is not None and record_type not in FLOWS:
            raise CommandError(f"There is no {record_type}; there are {', '.join(FLOWS)}.")
        tally, broken = Tally(), 0
        for sentence in breaks(record_type=record_type, tally=tally):
            broken += 1
            self.stderr.write(sentence)
        self._list_overrides(record_type)
        looked_at = f"{tally.events} events in {tally.streams} streams"
        if broken:
            self.stderr.write(f"Looked at {looked_at}: {broken} breaks.")
            sys.exit(1)
        self.stdout.write(f"Looked at {looked_at}: all holds.")

    def _list_overrides(self, record_type: str | None) -> None:
        for event in unreviewed_overrides(record_type=record_type).iterator(chunk_size=500):
            self.stdout.write(
                f"Set by hand, not reviewed: event {event.pk}, {event.topic} "
                f"{event.previous_state} → {event.new_state}, {event.reason!r}"
            )

    def _review(self, number: int, email: str | None) -> None:
        people = get_user_model()._default_manager
        reviewer = people.filter(email__iexact=email or "", is_active=True).first()
        event = Event._plain.filter(pk=number).first()
        if reviewer is None:
            raise CommandError("Say who has reviewed it: --by with the e-mail of an active user.")
        if event is None:
            raise CommandError(f"There is no event {number}.")
        try:
            review_override(event, reviewer=reviewer)
        except ValueError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Event {number} is reviewed.")
