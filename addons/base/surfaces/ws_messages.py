"""The messages of sockets: declared as forms, checked by the API's table, answered in words."""

from __future__ import annotations

import inspect
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ..live.messages import Message
from ..registry import RegistryError
from ..workflow.arguments import field_errors
from ..workflow.errors import DoorError, Invalid, Refused
from .inputs import check_body

Messages = dict[str, type[forms.Form] | None]


def checked(form: type[forms.Form] | None, body: Message) -> dict[str, Any]:
    """The clean fields of a message, by the same table and the same forms as in the API."""
    if set(body) - set(form.base_fields if form else ()):
        # Not named: it is the caller's word, and errors are constant.
        raise DoorError(_("A field of the message is not known here."))
    data = check_body(form, body)
    if form is None:
        return {}
    bound = form(data)
    if not bound.is_valid():
        raise Invalid(field_errors(bound))
    return dict(bound.cleaned_data)


def sentence(error: DoorError) -> str:
    """What is wrong, in one sentence that names the field where there is one."""
    if not isinstance(error, Invalid | Refused) or not error.errors:
        return str(error)
    name, texts = next(iter(error.errors.items()))
    if name == "__all__" or texts[0].startswith(name):
        return texts[0]
    return f"{name}: {texts[0]}"


def check_handler(consumer: type[Any], name: str, form: type[forms.Form] | None) -> None:
    """Each message has its method, whose keywords are the fields of its form."""
    method = getattr(consumer, f"on_{name}", None)
    if name == "event":
        raise RegistryError(f"{consumer.__qualname__}: on_event hears the log, not a message.")
    if not inspect.iscoroutinefunction(method):
        raise RegistryError(f"{consumer.__qualname__} needs async def on_{name}(self, …).")
    taken = set(list(inspect.signature(method).parameters)[1:])
    fields = set(form.base_fields) if form else set()
    if taken != fields:
        raise RegistryError(
            f"{consumer.__qualname__}.on_{name} takes {sorted(taken)}, but its form has "
            f"{sorted(fields)}; they must be the same."
        )
