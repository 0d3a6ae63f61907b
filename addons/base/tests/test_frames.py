"""A request's frames lie in one piece of memory."""

from __future__ import annotations

import resource
from concurrent.futures import ThreadPoolExecutor

from django.http import HttpRequest, HttpResponse

from addons.base.surfaces.frames import one_piece

CALLS = 200
DEPTHS = 400


def test_a_loop_takes_no_memory_from_the_system_at_any_depth() -> None:
    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse(str(max(pages_taken(depth) for depth in range(DEPTHS))))

    # A thread of its own, where nothing else is going on.
    with ThreadPoolExecutor(1) as thread:
        answer = thread.submit(one_piece(view), HttpRequest()).result()

    assert int(answer.content) < CALLS / 2


def pages_taken(depth: int) -> int:
    """How many pages of memory a loop of calls gets, so far down."""
    if depth:
        return pages_taken(depth - 1)
    before = resource.getrusage(resource.RUSAGE_THREAD).ru_minflt
    for _ in range(CALLS):
        nothing()
    return resource.getrusage(resource.RUSAGE_THREAD).ru_minflt - before


def nothing() -> None:
    pass
