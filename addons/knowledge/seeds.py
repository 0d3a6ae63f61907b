from __future__ import annotations

from django.utils.translation import gettext as _
from wagtail.models import Site

from addons.base.points import SEEDS

from .models import AnswersPage


def first_page() -> AnswersPage | None:
    """A new deployment has an empty knowledge base below its first page; ours to fill, not to move."""
    known: AnswersPage | None = AnswersPage.objects.filter(language="").first()
    site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
    if known is not None or site is None:
        return known
    page = AnswersPage(
        title=_("Answers"),
        slug="answers",
        lead=_("What people often ask, and what helps."),
    )
    made: AnswersPage = site.root_page.add_child(instance=page)
    return made


def seed() -> None:
    first_page()


SEEDS.register("knowledge.first page", seed)
