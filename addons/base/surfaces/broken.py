"""The answer to what nobody caught: a busy database is a reason to wait, the rest is our fault."""

from __future__ import annotations

import logging
import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.defaults import server_error

from .problems import RETRY_AFTER

log = logging.getLogger(__name__)


def broken(request: HttpRequest) -> HttpResponse:
    """503 with when to come back while the database is busy or away; nothing was changed then."""
    error = sys.exc_info()[1]
    if not isinstance(error, OperationalError | InterfaceError):
        return server_error(request)
    log.warning("database unavailable at %s", request.path, exc_info=error)
    # Without the request: what a page asks the database for is not there either.
    page = render_to_string("503.html", {"path": request.path})
    return HttpResponse(page, status=503, headers={"Retry-After": str(RETRY_AFTER)})
