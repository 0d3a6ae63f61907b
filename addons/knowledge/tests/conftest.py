"""A small knowledge base in two languages."""

from __future__ import annotations

from typing import Any

import pytest
from wagtail.models import Locale, Page, Site

from addons.knowledge.models import AnswersPage, ArticlePage, SubjectPage
from addons.knowledge.seeds import first_page
from addons.website.pages import ensure_home


@pytest.fixture
def answers(db: None) -> AnswersPage:
    """As after the first migrate."""
    Locale.objects.get_or_create(language_code="en")
    # Tests run without migrations, which make Wagtail's first pages.
    root = Page.get_first_root_node() or Page.add_root(instance=Page(title="Root", slug="root"))
    welcome = root.add_child(instance=Page(title="Welcome", slug="home"))
    Site.objects.all().delete()
    Site.objects.create(hostname="localhost", root_page=welcome, is_default_site=True)
    Site.clear_site_root_paths_cache()
    assert ensure_home() is not None
    found = first_page()
    assert found is not None
    return found


@pytest.fixture
def payments(answers: AnswersPage) -> SubjectPage:
    page: SubjectPage = answers.add_child(instance=SubjectPage(title="Payments", slug="payments"))
    return page


def write(subject: Any, title: str, *, slug: str, body: str = "", **fields: Any) -> ArticlePage:
    content = [("text", f"<p>{body}</p>"), ("steps", ["Look", "Ask"]), ("note", "Mind it")]
    page = ArticlePage(title=title, slug=slug, body=content, **fields)
    made: ArticlePage = subject.add_child(instance=page)
    return made


@pytest.fixture
def article(payments: SubjectPage) -> ArticlePage:
    made = write(
        payments,
        "My card was charged twice",
        slug="twice",
        summary="One is only reserved",
        body="The bank reserves the amount.",
    )
    write(made, "दो बार पैसे कटे", slug="hi", language="hi", body="बैंक रक़म रोकता है")
    return made
