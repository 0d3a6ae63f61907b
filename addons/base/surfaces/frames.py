"""Room for the frames of a request, so that no loop in it runs over the edge of their memory."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

Answer = Callable[[HttpRequest], HttpResponseBase]

# A quarter of a megabyte, and CPython takes as much again for what is called from here.
SLOTS = 2**15


def one_piece(get_response: Answer) -> Answer:
    """Middleware, outermost: all frames below it lie in one piece of memory.

    CPython keeps a thread's frames in pieces of 16 KB. A call over the end of one takes the next
    from the system and gives it back on return, so a loop that stands there spends more on that
    than on its work: a third of a page's time, where templates nest deeply. Later versions keep the
    piece (python/cpython#142183); for 3.11 and 3.12 a frame that wants much room gets it all at
    once. Only what is used of it becomes real memory.
    """

    def answer(request: HttpRequest) -> HttpResponseBase:
        return get_response(request)

    answer.__code__ = answer.__code__.replace(co_stacksize=SLOTS)
    return answer
