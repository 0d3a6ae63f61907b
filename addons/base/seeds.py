from __future__ import annotations

from .points import SEEDS
from .workflow.known_states import refuse_unknown, remember

SEEDS.register("known states", remember)
SEEDS.register("no unknown states", refuse_unknown)
