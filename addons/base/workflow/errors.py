"""What a door answers when it does not open. Each surface puts these in its own form."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from .states import Text

FieldErrors = dict[str, list[str]]


class DoorError(Exception):
    """A refusal with a code for machines, a message for people and the HTTP status that fits."""

    http_status = 400
    code = "refused"
    message: Text = _("This is not possible.")

    def __init__(self, message: Text = "", *, code: str = "", **details: Any) -> None:
        self.message = message or self.message
        self.code = code or self.code
        self.details = details
        super().__init__(self.code)

    def __str__(self) -> str:
        return str(self.message)


class NotSignedIn(DoorError):
    http_status = 401
    code = "not_signed_in"
    message = _("Sign in first.")


class Forbidden(DoorError):
    http_status = 403
    code = "forbidden"
    message = _("You may not do this.")


class NotFound(DoorError):
    """Unknown, or not yours: the two look the same."""

    http_status = 404
    code = "not_found"
    message = _("There is nothing here, or it is not yours.")


class Conflict(DoorError):
    """The record, as it is now, does not allow it. `wrong_state` carries state, who and when."""

    http_status = 409
    code = "wrong_state"
    message = _("Somebody was faster, or it has changed. Look at it again.")


class TooMany(DoorError):
    """Too often; `retry_after` says how many seconds to wait."""

    http_status = 429
    code = "too_many"
    message = _("That was too often. Wait a little and try again.")

    def __init__(self, *, retry_after: int) -> None:
        super().__init__(retry_after=retry_after)


class Invalid(DoorError):
    """The input is wrong; `errors` says what, per field."""

    code = "invalid"
    message = _("Some of the input is wrong. See the fields.")

    def __init__(self, errors: FieldErrors) -> None:
        self.errors = errors
        super().__init__()


class Refused(DoorError):
    """Raised by a transition's body or a follow-up: a rule of the record says no.

    With `field` it is a wrong input (400 with that field), else a conflict (409).
    Further keywords go into the answer, such as `missing`.
    """

    def __init__(
        self, code: str, message: Text, *, field: str | None = None, **details: Any
    ) -> None:
        super().__init__(message, code=code, **details)
        self.field = field
        self.http_status = 409 if field is None else 400

    @property
    def errors(self) -> FieldErrors:
        return {self.field: [str(self.message)]} if self.field else {}
