"""Every error as a problem document (RFC 9457), with the same shape whatever went wrong."""

from __future__ import annotations

import logging
from typing import Any, Final

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.db import InterfaceError, OperationalError, connection
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, Throttled, ValidationError

from ..workflow.errors import DoorError, FieldErrors, Forbidden, Invalid, NotFound, NotSignedIn
from ..workflow.states import Text
from .answers import encode

log = logging.getLogger(__name__)

PROBLEM: Final = "application/problem+json"
RETRY_AFTER: Final = 2

# Status → title, code and what to do; the last two where a door has said nothing of its own.
KNOWN: Final[dict[int, tuple[Text, str, Text]]] = {
    400: (_("Wrong input"), "invalid", _("Some of the input is wrong.")),
    401: (_("Not signed in"), NotSignedIn.code, NotSignedIn.message),
    403: (_("Not allowed"), Forbidden.code, Forbidden.message),
    404: (_("Not found"), NotFound.code, NotFound.message),
    405: (_("Wrong method"), "method_not_allowed", _("This address does not take this method.")),
    409: (_("Not possible now"), "conflict", _("It has changed. Look at it again.")),
    411: (_("Length missing"), "length_required", _("Send the length of the body.")),
    413: (_("Too large"), "too_large", _("The body is too large. Send less at once.")),
    415: (
        _("Wrong kind of content"),
        "unsupported_media_type",
        _("Send the body as application/json."),
    ),
    429: (_("Too many"), "too_many", _("That was too often. Wait a little and try again.")),
    500: (_("Our fault"), "error", _("Something went wrong on our side. We have been told.")),
    503: (_("Not available"), "unavailable", _("We are busy. Try again in a moment.")),
}


def problem(
    status: int,
    *,
    code: str = "",
    detail: Text = "",
    errors: FieldErrors | None = None,
    **details: Any,
) -> HttpResponse:
    """A problem document; what is left out is filled in by the status."""
    title, usual_code, usual_detail = KNOWN.get(status, KNOWN[500 if status >= 500 else 400])
    document: dict[str, Any] = {
        "type": "about:blank",
        "title": title,
        "status": status,
        "code": code or usual_code,
        "detail": detail or usual_detail,
    }
    if errors:
        document["errors"] = errors
    response = HttpResponse(encode(document | details), status=status, content_type=PROBLEM)
    if status == 401:
        response.headers["WWW-Authenticate"] = 'Bearer realm="api"'
    if (wait := details.get("retry_after")) is not None:
        response.headers["Retry-After"] = str(wait)
    return response


def of_door(error: DoorError) -> HttpResponse:
    """What a door answered when it did not open."""
    return problem(
        error.http_status,
        code=error.code,
        detail=error.message,
        errors=getattr(error, "errors", None),
        **error.details,
    )


def on_door(request: HttpRequest, error: DoorError) -> HttpResponse:
    return of_door(error)


def on_http(request: HttpRequest, error: HttpError) -> HttpResponse:
    # ninja wraps what its parser raised.
    if isinstance(error.__cause__, DoorError):
        return of_door(error.__cause__)
    return problem(error.status_code, detail=error.message)


def on_validation(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """A router's pydantic schema found the input wrong."""
    return of_door(Invalid(errors_of(error)))


MESSAGES: Final[dict[str, Text]] = {
    "missing": _("This field is required."),
    "extra_forbidden": _("This field is not known here."),
    "int_type": _("Give a whole number."),
    "int_parsing": _("Give a whole number."),
    "int_from_float": _("Give a whole number."),
    "float_type": _("Give a number."),
    "float_parsing": _("Give a number."),
    "decimal_parsing": _("Give a number."),
    "decimal_type": _("Give a number."),
    "finite_number": _("Give a number."),
    "bool_type": _("Say yes or no: true or false."),
    "bool_parsing": _("Say yes or no: true or false."),
    "string_type": _("Give a text."),
    "string_too_long": _("Give at most %(max_length)s characters."),
    "string_too_short": _("Give at least %(min_length)s characters."),
    "greater_than_equal": _("Give at least %(ge)s."),
    "greater_than": _("Give more than %(gt)s."),
    "less_than_equal": _("Give at most %(le)s."),
    "less_than": _("Give less than %(lt)s."),
    "enum": _("Choose one of: %(expected)s."),
    "literal_error": _("Choose one of: %(expected)s."),
    "datetime_from_date_parsing": _("Give a time such as 2030-01-31T10:00:00Z."),
    "datetime_parsing": _("Give a time such as 2030-01-31T10:00:00Z."),
    "date_from_datetime_parsing": _("Give a date such as 2030-01-31."),
    "date_parsing": _("Give a date such as 2030-01-31."),
    "list_type": _("Give a list."),
    "dict_type": _("Give a JSON object."),
    "model_type": _("Give a JSON object."),
    "model_attributes_type": _("Give a JSON object."),
}


def errors_of(error: ValidationError) -> FieldErrors:
    """pydantic's errors in our shape and words: the last names of the place, without its source."""
    errors: FieldErrors = {}
    for fault in error.errors:
        # Such as ("body", "data", "email"): where from, the view's parameter, the field.
        source, *place = map(str, fault["loc"])
        name = ".".join(place[1:] if source == "body" else place) or "__all__"
        message = MESSAGES.get(fault["type"], _("This value is not valid."))
        context = fault.get("ctx") or {}
        errors.setdefault(name, []).append(str(message) % context if context else str(message))
    return errors


def on_database(request: HttpRequest, error: OperationalError | InterfaceError) -> HttpResponse:
    """The database was busy too long or is not there: 503, and all is as before."""
    if connection.in_atomic_block:
        raise error  # a unit of work around us tries again
    log.warning("database unavailable", exc_info=error)
    return problem(503, retry_after=RETRY_AFTER)


def on_error(request: HttpRequest, error: Exception) -> HttpResponse:
    """What nobody expected: the words say nothing of it, the log all."""
    log.error("unexpected error at %s", request.path, exc_info=error)
    return problem(500)


def refuse(status: int) -> Any:
    """A handler that answers with the status alone."""

    def handle(request: HttpRequest, error: Exception) -> HttpResponse:
        return problem(status)

    return handle


def on_throttled(request: HttpRequest, error: Throttled) -> HttpResponse:
    return problem(429, retry_after=error.wait or RETRY_AFTER)


def install(api: NinjaAPI) -> None:
    """Let the API answer every error as a problem document."""
    handlers: dict[type[Exception], Any] = {
        Exception: on_error,
        DoorError: on_door,
        HttpError: on_http,
        Throttled: on_throttled,
        ValidationError: on_validation,
        OperationalError: on_database,
        InterfaceError: on_database,
        AuthenticationError: refuse(401),
        PermissionDenied: refuse(403),
        Http404: refuse(404),
        SuspiciousOperation: refuse(400),
        RequestDataTooBig: refuse(413),
    }
    for error, handler in handlers.items():
        api.add_exception_handler(error, handler)
