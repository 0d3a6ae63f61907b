"""Reading and writing JSON at the edge: strict in, fast out."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Final, NoReturn

import orjson
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
        case Promise():
            return str(value)
        case timedelta():
            return int(value.total_seconds())
        case BaseModel():
            return value.model_dump()
        case set() | frozenset():
            return list(value)
        case _:
            raise TypeError(f"{type(value).__name__} has no JSON type.")


def encode(data: Any) -> bytes:
    """The data as JSON in UTF-8. Times are ours to write: the library keeps a foreign offset."""
    return orjson.dumps(data, default=plain, option=orjson.OPT_PASSTHROUGH_DATETIME)


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
            json.dumps(value, default=str, ensure_ascii=False).encode()
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

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> bytes:
        return encode(data)
