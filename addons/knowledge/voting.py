"""“Did this help?”, answered once by each: who changes their mind changes their answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from addons.base import clock
from addons.base.surfaces.middleware import address_of
from addons.base.surfaces.portal import HttpSeeOther, is_htmx

from .models.pages import main_one
from .models.verdict import Verdict

if TYPE_CHECKING:
    from .models import ArticlePage

# Of one address: an office may share it, and a machine soon has enough.
MOST_AN_HOUR = 60


def answer_of(request: HttpRequest, page: ArticlePage) -> HttpResponse:
    """What the visitor pressed on the article's page."""
    said = request.POST.get("helped", "")
    article = main_one(page)
    if said in ("yes", "no") and not _is_too_much(request):
        _note(request, article, helped=said == "yes")
    if is_htmx(request):
        context = {"page": page, "verdict": verdict_of(request, article)}
        return render(request, "knowledge/partials/helped.html", context)
    messages.success(request, _("Thank you, noted."))
    return HttpSeeOther(page.get_url(request) or "/")


def verdict_of(request: HttpRequest, article: ArticlePage) -> Verdict | None:
    """What this visitor has said already."""
    key = _key(request)
    return Verdict.objects.filter(article=article, **key).first() if key else None


def _note(request: HttpRequest, article: ArticlePage, *, helped: bool) -> None:
    if not request.user.is_authenticated and not request.session.session_key:
        request.session["knowledge"] = True  # it is kept only if something is in it
        request.session.save()
    key = _key(request)
    assert key is not None
    said: dict[str, Any] = {"helped": helped, "at": clock.now()}
    Verdict.objects.update_or_create(article=article, **key, defaults=said)


def _key(request: HttpRequest) -> dict[str, Any] | None:
    if request.user.is_authenticated:
        return {"person": request.user}
    session = request.session.session_key
    if not session:
        return None
    digest = salted_hmac("knowledge.visitor", session, algorithm="sha256").hexdigest()
    return {"person": None, "visitor": digest}


def _is_too_much(request: HttpRequest) -> bool:
    key = f"knowledge:{address_of(request)}"
    cache.add(key, 0, 3600)
    return bool(cache.incr(key) > MOST_AN_HOUR)
