from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from addons.base.models import Event
from addons.base.points import TOPICS, Topic
from addons.base.workflow import may


def of_event(event: Event) -> Iterable[str]:
    return ["all"] if event.transition in {"claim_warranty", "settle"} else []


def may_hear(actor: Any, key: str) -> bool:
    return key == "all" and may(actor, "warranty.settle")


TOPICS.register("warranty", Topic("warranty", may_hear, of_event))
