"""A pool of connections apart from that of the pages, however many of those wait for one."""

from __future__ import annotations

from typing import Any, Final

from django.db import DEFAULT_DB_ALIAS, connections

# At least one for each thread that starts with `use_own_pool`: none of them ever waits.
SIZE: Final = 12

_pools: Final[dict[str, Any]] = {}


def use_own_pool() -> None:
    """The initializer of a thread; without a pool its connection is its own anyway."""
    apart: Any = connections.create_connection(DEFAULT_DB_ALIAS)
    options = apart.settings_dict["OPTIONS"]
    if "pool" in options:
        pool = {**options["pool"], "max_size": SIZE}
        apart.settings_dict = {**apart.settings_dict, "OPTIONS": {**options, "pool": pool}}
        # Django keeps the pools of all wrappers in this attribute of their class.
        apart._connection_pools = _pools
        connections[DEFAULT_DB_ALIAS] = apart
