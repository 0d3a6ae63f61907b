"""What surrounds every request: its id, the caller's address, the size of its body."""

from __future__ import annotations

import re
import time
import uuid
from collections.abc import Callable
from typing import Final

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from ..counters import count_request
from ..workflow.actors import address
from ..workflow.journal import gathering_events
from .answers import JSON
from .problems import PROBLEM, problem

Answer = Callable[[HttpRequest], HttpResponseBase]

API: Final = "/api/"
MULTIPART: Final = "multipart/form-data"
LARGEST_BODY: Final = 1024 * 1024
LARGEST_UPLOAD: Final = 25 * 1024 * 1024
REQUEST_ID: Final = re.compile(r"[A-Za-z0-9._-]{8,64}")


requests = structlog.get_logger("callout.requests")

# Asked for all the time, and of nobody's interest.
QUIET: Final = ("static", "healthz", "readyz", "metrics")


class RequestContext:
    """Outermost: gives the request an id, known in every log line and sent back, and its address;
    tells of it in one line."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request_id = request_id_of(request)
        token = address.set(address_of(request))
        began = time.perf_counter()
        with structlog.contextvars.bound_contextvars(request_id=request_id):
            try:
                with gathering_events() as events:
                    response = self.get_response(request)
                tell(request, response, seconds=time.perf_counter() - began, events=events)
            finally:
                address.reset(token)
        response.headers["X-Request-ID"] = request_id
        return response


def tell(
    request: HttpRequest, response: HttpResponseBase, *, seconds: float, events: list[int]
) -> None:
    """The request's line in the log."""
    route = route_of(request)
    count_request(method=request.method, route=route, status=response.status_code, seconds=seconds)
    if route not in QUIET:
        requests.info(
            "request",
            method=request.method,
            route=route,
            status=response.status_code,
            milliseconds=round(seconds * 1000),
            events=events,
        )


def route_of(request: HttpRequest) -> str:
    """The pattern that the address matched, never the address: it may hold a secret."""
    if request.resolver_match is not None:
        return request.resolver_match.route
    return "static" if request.path.startswith(settings.STATIC_URL) else "unknown"


def request_id_of(request: HttpRequest) -> str:
    """The id that a proxy gave, if it looks like one; else a new one."""
    given = request.headers.get("X-Request-ID", "")
    return given if REQUEST_ID.fullmatch(given) else uuid.uuid4().hex


def address_of(request: HttpRequest) -> str:
    """The caller's address as the outermost trusted proxy saw it; who is further out may lie."""
    direct = str(request.META.get("REMOTE_ADDR", ""))
    if not settings.PROXIES:
        return direct
    seen = [a.strip() for a in request.headers.get("X-Forwarded-For", "").split(",") if a.strip()]
    return seen[-min(settings.PROXIES, len(seen))][:45] if seen else direct


class BodyLimits:
    """Inside the language's middleware: refuses bodies that are too large or of a wrong kind, and
    gives every refusal below /api/ the shape of a problem document."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        is_api = request.path.startswith(API)
        status = refusal(request, is_api=is_api)
        if status is not None:
            return problem(status) if is_api else HttpResponse(status=status)
        response = self.get_response(request)
        if not is_api:
            return response
        response = as_problem(response)
        # What a person may read today is nothing for a cache to keep.
        response.headers.setdefault("Cache-Control", "no-store")
        return response


def refusal(request: HttpRequest, *, is_api: bool) -> int | None:
    """The status to refuse the body with, seen from its headers alone."""
    length = request.META.get("CONTENT_LENGTH") or ""
    if not length:
        # Nobody can say beforehand how large it gets.
        return 411 if "Transfer-Encoding" in request.headers else None
    is_upload = request.content_type == MULTIPART
    if not length.isdecimal() or int(length) > (LARGEST_UPLOAD if is_upload else LARGEST_BODY):
        return 413 if length.isdecimal() else 400
    if is_api and int(length) and request.content_type not in (JSON, MULTIPART):
        return 415
    return None


def as_problem(response: HttpResponseBase) -> HttpResponseBase:
    """The refusal of somebody who knows nothing of problem documents, as one."""
    if response.status_code < 400 or response.headers.get("Content-Type") == PROBLEM:
        return response
    shaped = problem(response.status_code)
    for name in ("Allow", "Retry-After", "WWW-Authenticate"):
        if name in response.headers:
            shaped.headers[name] = response.headers[name]
    shaped.cookies = response.cookies
    return shaped
