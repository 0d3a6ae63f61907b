"""The entry of the account's menu, and the way to the knowledge base wherever its page lies."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from addons.base.points import ACCOUNT_NAV, NavEntry

from .models import AnswersPage


def to_answers(request: HttpRequest) -> HttpResponse:
    """For everybody."""
    page = AnswersPage.objects.live().public().filter(language="").first()
    if page is None or (url := page.get_url(request)) is None:
        raise Http404
    return redirect(url)


ACCOUNT_NAV.register(
    NavEntry(
        _("Answers"), "/knowledge/", "question-circle", lambda user: user.is_authenticated, order=19
    )
)
