"""`Idempotency-Key` on POST: work that was sent twice is done once and answered twice alike.

The answer is stored in the transaction of the work. Of two at the same time the second waits on
the unique row of the first. Kept: what was done, and refusals of the record's own rules (409);
wrong input, missing rights and errors are not, so that the key may be used again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any, Final

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from .. import clock
from ..models.sent_request import SentRequest
from ..workflow.errors import Conflict, Invalid
from ..workflow.unit import unit_of_work
from .answers import encode
from .authentication import actor_of

KEPT_FOR: Final = timedelta(hours=48)
LONGEST_KEY: Final = 255
ATTEMPTS: Final = 3

Work = Callable[[], HttpResponse]


class KeyMismatch(Conflict):
    code = "idempotency_mismatch"
    message = _("This key was used for another request. Send a new key with a new request.")


class InFlight(Conflict):
    code = "idempotency_in_flight"
    message = _("The same request is being worked on. Send it again in a moment.")


def once(request: HttpRequest, work: Work) -> HttpResponse:
    """Do the work unless this caller has sent the key before; then answer what was answered."""
    key = key_of(request)
    actor = actor_of(request)
    if not key or not actor.is_authenticated:
        return work()
    sent = {"actor_id": actor.pk, "key": key, "request_hash": hash_of(request)}
    return unit_of_work(lambda: attempt(sent, work))


def once_for(user: Any, key: str, work: Work) -> HttpResponse:
    """The same for a page's form, whose hidden key stands for the whole of what was said."""
    sent = {"actor_id": user.pk, "key": key, "request_hash": ""}
    return unit_of_work(lambda: attempt(sent, work))


def key_of(request: HttpRequest) -> str:
    key = request.headers.get("Idempotency-Key", "").strip()
    if len(key) > LONGEST_KEY or not key.isprintable():
        raise Invalid({"Idempotency-Key": [str(_("Give at most 255 printable characters."))]})
    return key


def hash_of(request: HttpRequest) -> str:
    """The same for the same request: method, address and content."""
    digest = hashlib.sha256(f"{request.method} {request.get_full_path()}\n".encode())
    if request.content_type != "multipart/form-data":
        digest.update(request.body)
        return digest.hexdigest()
    # The raw body holds a boundary that differs each time.
    digest.update(encode({name: request.POST.getlist(name) for name in request.POST}))
    for name, files in request.FILES.lists():
        for file in files:
            digest.update(f"\n{name} {file.name} {file.size}\n".encode())
            for chunk in file.chunks():
                digest.update(chunk)
    return digest.hexdigest()


def attempt(sent: dict[str, Any], work: Work) -> HttpResponse:
    """Inside one transaction: be the first with the key, or answer what the first was answered."""
    for _attempt in range(ATTEMPTS):
        mine = SentRequest(**sent, at=clock.now())
        # Does nothing where the row is there, after waiting for whoever is writing it.
        SentRequest.objects.bulk_create([mine], ignore_conflicts=True)
        first = SentRequest.objects.filter(actor_id=mine.actor_id, key=mine.key).first()
        if first is None:
            continue
        if first.pk == mine.pk:
            return do_and_keep(mine, work)
        if first.at > mine.at - KEPT_FOR:
            return replayed(first, mine)
        first.delete()
    raise InFlight


def do_and_keep(mine: SentRequest, work: Work) -> HttpResponse:
    with transaction.atomic():
        response = work()
        if response.status_code >= 400:
            transaction.set_rollback(True)
    if response.status_code >= 300 and response.status_code != 409:
        mine.delete()
        return response
    mine.status = response.status_code
    mine.content_type = response.headers.get("Content-Type", "")
    mine.body = response.content.decode()
    mine.save(update_fields=["status", "content_type", "body"])
    return response


def replayed(first: SentRequest, mine: SentRequest) -> HttpResponse:
    if first.request_hash != mine.request_hash:
        raise KeyMismatch
    response = HttpResponse(first.body, status=first.status, content_type=first.content_type)
    response.headers["Idempotency-Replayed"] = "true"
    return response


def keeps_key(view: Callable[..., Any]) -> Callable[..., Any]:
    """Mark a router's view that calls `once()` itself, around its quick part only."""
    view.keeps_key = True  # type: ignore[attr-defined]
    return view


def idempotent(run: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Around every operation of the API; those that are no POST are left alone."""
    operation = run.__self__  # type: ignore[attr-defined]
    if "POST" not in operation.methods or hasattr(operation.view_func, "keeps_key"):
        return run

    @wraps(run)
    def guarded(request: HttpRequest, **values: Any) -> HttpResponse:
        if request.method != "POST" or "Idempotency-Key" not in request.headers:
            return run(request, **values)
        try:
            return once(request, lambda: run(request, **values))
        except Exception as error:  # noqa: BLE001 - the API's handlers sort them out
            answer: HttpResponse = operation.api.on_exception(request, error)
            return answer

    return guarded


def forget_old() -> int:
    """Delete the keys whose time is over; returns how many."""
    forgotten, _rows = SentRequest.objects.filter(at__lt=clock.now() - KEPT_FOR).delete()
    return forgotten
