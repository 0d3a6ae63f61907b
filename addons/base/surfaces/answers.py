"""Reading and writing JSON at the edge: strict in, fast out."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from typing import Any, Final, NoReturn
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from ninja.parser import Parser
from ninja.renderers import BaseRenderer
from pydantic import BaseModel

from ..workflow.errors import DoorError

JSON: Final = "application/json"


class BrokenJson(DoorError):
    code = "broken_json"
    message = _("The body is not valid JSON. Send one JSON object in UTF-8.")


class WrongMediaType(DoorError):
    http_status = 415
    code = "unsupported_media_type"
    message = _("Send the body as application/json.")


def plain(value: Any) -> Any:
    """What JSON has no type for: times in UTC, exact numbers as text."""
    match value:
        case datetime():
            # Read from the database it is in UTC already.
            at = value if value.tzinfo is UTC else value.astimezone(UTC)
            return at.isoformat()[:-6] + "Z"
        case date() | time():
            return value.isoformat()
        case Decimal():
            return f"{value:f}"
        case UUID() | Promise():
            return str(value)
        case timedelta():
            return int(value.total_seconds())
        case Enum():
            return value.value
        case BaseModel():
            return value.model_dump()
        case set() | frozenset() | tuple():
            return list(value)
        case _:
            raise TypeError(f"{type(value).__name__} has no JSON type.")


encode = json.JSONEncoder(default=plain, ensure_ascii=False, separators=(",", ":")).encode


def answer(data: Any, *, status: int = 200) -> HttpResponse:
    """A JSON answer, encoded as it is: what describes a record has shaped it already."""
    return HttpResponse(encode(data), status=status, content_type=JSON)


def read_json(request: HttpRequest) -> Any:
    """The request's body as JSON; an empty one is an empty object."""
    raw = request.body
    if not raw:
        return {}
    if request.content_type != JSON:
        raise WrongMediaType
    try:
        value = json.loads(raw, parse_float=Decimal, parse_constant=refuse_constant)
        if b"\\u" in raw:
            # An escape can smuggle in half a character, which no database takes.
            encode(value).encode()
    except (ValueError, RecursionError):
        raise BrokenJson from None
    return value


def refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON.")


class StrictParser(Parser):
    """Bodies of routers' schemas, read as strictly as those of forms."""

    def parse_body(self, request: HttpRequest) -> Any:
        return read_json(request)


class Renderer(BaseRenderer):
    """Answers of routers, written as those of records are."""

    media_type = JSON

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> str:
        return encode(data)
