"""How the one database is reached, embedded SQLite or PostgreSQL."""

from __future__ import annotations

from typing import Any

import dj_database_url

from .environment import Environment

SQLITE = {
    "timeout": 20,
    # A transaction takes the write lock when it begins: with DEFERRED, one that reads first and
    # then writes fails under load ("database is locked") without ever waiting.
    "transaction_mode": "IMMEDIATE",
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
}

POSTGRESQL = {
    "server_side_binding": True,
    "prepare_threshold": 2,
    "options": "-c lock_timeout=10s -c statement_timeout=60s "
    "-c idle_in_transaction_session_timeout=60s "
    # Reading a page here and there costs a solid-state disk hardly more than the next one, and
    # no question is long enough to be worth compiling.
    "-c random_page_cost=1.1 -c jit=off",
}


def database(environment: Environment) -> dict[str, Any]:
    """Django's settings for the default database."""
    environment.data.mkdir(parents=True, exist_ok=True)
    if environment.database_url:
        config: dict[str, Any] = dict(dj_database_url.parse(environment.database_url))
    else:
        config = {"ENGINE": "django.db.backends.sqlite3", "NAME": environment.data / "db.sqlite3"}
    options = SQLITE if config["ENGINE"].endswith("sqlite3") else POSTGRESQL
    config["OPTIONS"] = {**options, **config.get("OPTIONS", {})}
    config["ATOMIC_REQUESTS"] = False
    config["CONN_HEALTH_CHECKS"] = True
    config["CONN_MAX_AGE"] = 60
    if environment.database_pool:
        # Under ASGI each request has a thread of its own: a connection kept there is lost to the
        # next request, so PostgreSQL gets a pool and SQLite opens its file anew.
        config["CONN_MAX_AGE"] = 0
        if options is POSTGRESQL:
            config["OPTIONS"]["pool"] = {
                "min_size": 2,
                "max_size": environment.database_pool,
                # As long as a lock is waited for; who got none by then is told to come again.
                "timeout": 10,
            }
    if options is SQLITE:
        # Django would test in memory, where threads and other processes see nothing.
        config["TEST"] = {"NAME": environment.data / "test.sqlite3"}
    return config
