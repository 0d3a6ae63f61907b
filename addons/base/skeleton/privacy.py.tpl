from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from addons.base.points import PERSONAL, Personal
from addons.base.workflow import Door, System
from addons.base.workflow.doors import perform

from .flow import ${Record}Flow
from .models import $Record


def export(person: Any) -> Iterator[dict[str, Any]]:
    for $record in $Record.objects.filter(owner=person).order_by("pk"):
        yield {"title": $record.title, "result": $record.result, "at": $record.created_at}


def erase(person: Any) -> None:
    for $record in $Record.objects.filter(owner=person):
        perform($record, ${Record}Flow.forget, actor=System("privacy"), via=Door.COMMAND)
        $record.history.all().update(title="", result="")


PERSONAL.register("$name.$Record", Personal("$name.$Record", export, erase))
