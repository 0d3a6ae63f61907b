"""The cache in Redis; while Redis is away, each process uses its own memory, and no page fails."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Any, Final

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import TimeoutError as RedisTimeoutError
from redis.retry import Retry

logger = logging.getLogger(__name__)

LONGEST_ANSWER: Final = 1.0
# After a failure Redis is left alone for so long, so that not every call waits for it.
PAUSE: Final = 5.0
CALLS: Final = (
    *("add", "get", "set", "touch", "delete", "get_many", "has_key", "incr", "set_many"),
    *("delete_many", "clear"),
)


class PatientClient(RedisCacheClient):
    """Django's, with a stand-in."""

    def __init__(self, servers: list[str], **options: Any) -> None:
        options |= {"socket_timeout": LONGEST_ANSWER, "socket_connect_timeout": LONGEST_ANSWER}
        super().__init__(servers, retry=Retry(NoBackoff(), 0), **options)
        self.stand_in = LocMemCache("while-redis-is-away", {})
        self.not_before = 0.0


def _patient(name: str) -> Callable[..., Any]:
    ask_redis = getattr(RedisCacheClient, name)

    def call(self: PatientClient, *args: Any) -> Any:
        if time.monotonic() >= self.not_before:
            try:
                return ask_redis(self, *args)
            except (RedisConnectionError, RedisTimeoutError) as error:
                logger.warning("Redis does not answer (%s)", type(error).__name__)
                self.stand_in.clear()
                self.not_before = time.monotonic() + PAUSE
        return getattr(self.stand_in, name)(*args)

    return call


for _name in CALLS:
    setattr(PatientClient, _name, _patient(_name))


class PatientRedisCache(RedisCache):
    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = PatientClient
