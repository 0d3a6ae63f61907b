"""Static files without a web server in front."""

from __future__ import annotations

import gzip
from functools import lru_cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from whitenoise.middleware import WhiteNoiseMiddleware

TEXTS = ("text/", "application/json", "image/svg+xml")
WORTH_IT = 1024


class StaticFiles(WhiteNoiseMiddleware):
    """WhiteNoise, answering whole files.

    Its own streaming answer has a synchronous iterator, which Django warns about under ASGI.
    """

    @staticmethod
    def serve(static_file: Any, request: HttpRequest) -> HttpResponse:
        found = static_file.get_response(request.method, request.META)
        response = HttpResponse(found.file.read() if found.file else b"", status=int(found.status))
        del response["Content-Type"]
        for name, value in found.headers:
            response[name] = value
        if found.file:
            found.file.close()
        compress(response, request)
        return response


def compress(response: HttpResponse, request: HttpRequest) -> None:
    """What nobody has compressed beforehand: outside production files lie as they were written."""
    is_text = response.get("Content-Type", "").startswith(TEXTS)
    if response.status_code != 200 or not is_text or response.has_header("Content-Encoding"):
        return
    patch_vary_headers(response, ["Accept-Encoding"])
    if "gzip" not in request.headers.get("Accept-Encoding", "") or len(response.content) < WORTH_IT:
        return
    response.content = zipped(response.content)
    response["Content-Encoding"] = "gzip"
    response["Content-Length"] = str(len(response.content))


@lru_cache(maxsize=256)
def zipped(content: bytes) -> bytes:
    """Once for each file: the same bytes give the same answer."""
    return gzip.compress(content, mtime=0)
