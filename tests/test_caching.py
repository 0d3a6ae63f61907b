"""A Redis that is away costs the cache its memory, and no page its answer."""

from __future__ import annotations

from callout.caching import PatientRedisCache
from tests.ports import HOST, free_port


def nobody_listens() -> str:
    return f"redis://{HOST}:{free_port()}/0"


def test_the_cache_carries_on_while_redis_is_away():
    cache = PatientRedisCache(nobody_listens(), {})
    assert cache.get("greeting", "none") == "none"
    cache.set("greeting", "hello", 60)
    assert cache.get("greeting") == "hello"
    assert cache.add("greeting", "again", 60) is False
    cache.set_many({"one": 1, "two": 2}, 60)
    assert cache.get_many(["one", "two", "three"]) == {"one": 1, "two": 2}
    assert cache.incr("one") == 2
    cache.delete("greeting")
    assert not cache.has_key("greeting")
    cache.clear()
    assert cache.get("one") is None


def test_what_was_remembered_in_an_earlier_outage_is_forgotten():
    cache = PatientRedisCache(nobody_listens(), {})
    cache.set("rate", 1, 60)
    cache._cache.not_before = 0.0
    assert cache.get("rate") is None
