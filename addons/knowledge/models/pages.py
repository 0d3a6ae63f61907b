from __future__ import annotations

import re
from typing import Any

from django.conf import settings
from django.db import models
from django.http import HttpRequest
from django.utils.html import strip_tags
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page

from addons.website.models.pages import InLanguages

from ..blocks import ArticleField
from ..querysets import ArticleManager

A_PAGE = 10
LONGEST_QUESTION = 200


def main_one(page: Any) -> Any:
    """The page in the main language, of which this one may be a translation."""
    return page.get_parent().specific if page.language else page


class AnswersPage(InLanguages, Page):  # type: ignore[django-manager-missing]
    """The first page of the knowledge base: its subjects, and the search."""

    lead = models.TextField(_("what one finds here"), blank=True)

    content_panels = [*Page.content_panels, FieldPanel("lead")]
    promote_panels = [*Page.promote_panels, FieldPanel("language")]
    subpage_types = ["knowledge.AnswersPage", "knowledge.SubjectPage"]
    template = "knowledge/portal/answers.html"

    class Meta:
        verbose_name = _("knowledge base")
        verbose_name_plural = _("knowledge bases")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        question = request.GET.get("q", "")[:LONGEST_QUESTION].replace("\x00", "")
        main = main_one(self)
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        return context | {
            "q": question,
            "found": answers_to(question, most=A_PAGE) if question else [],
            "subjects": SubjectPage.below(main, code=get_language() or ""),
        }


class SubjectPage(InLanguages, Page):  # type: ignore[django-manager-missing]
    """A subject, with the articles below it."""

    lead = models.TextField(_("what it is about"), blank=True)

    content_panels = [*Page.content_panels, FieldPanel("lead")]
    promote_panels = [*Page.promote_panels, FieldPanel("language")]
    parent_page_types = ["knowledge.AnswersPage", "knowledge.SubjectPage"]
    subpage_types = ["knowledge.SubjectPage", "knowledge.ArticlePage"]
    template = "knowledge/portal/subject.html"

    class Meta:
        verbose_name = _("subject of the knowledge base")
        verbose_name_plural = _("subjects of the knowledge base")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        main = main_one(self)
        return context | {
            "articles": ArticlePage.below(main, code=get_language() or ""),
            "answers": main.get_parent().specific.for_language(get_language() or ""),
        }


class ArticlePage(InLanguages, Page):
    """One answer."""

    summary = models.CharField(_("in one sentence"), max_length=250, blank=True)
    body = ArticleField(blank=True, verbose_name=_("answer"))
    # All that it says, in small letters: what the search reads.
    words = models.TextField(blank=True, editable=False)

    objects = ArticleManager()  # type: ignore[django-manager-missing]

    content_panels = [*Page.content_panels, FieldPanel("summary"), FieldPanel("body")]
    promote_panels = [*Page.promote_panels, FieldPanel("language")]
    parent_page_types = ["knowledge.SubjectPage", "knowledge.ArticlePage"]
    subpage_types = ["knowledge.ArticlePage"]
    template = "knowledge/portal/article.html"

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")

    def save(self, *args: Any, **kwargs: Any) -> Any:
        self.words = self.all_words()
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "words"}
        return super().save(*args, **kwargs)

    def all_words(self) -> str:
        said = [self.title, self.summary, *(strip_tags(str(block.value)) for block in self.body)]
        return re.sub(r"\s+", " ", " ".join(said)).casefold()

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.method == "POST":
            from ..voting import answer_of  # what a visitor says is written there

            return answer_of(request, self)
        return super().serve(request, *args, **kwargs)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from ..voting import verdict_of

        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        main = main_one(self)
        subject = main.get_parent().specific.for_language(get_language() or "")
        return context | {"subject": subject, "verdict": verdict_of(request, main)}


def answers_to(question: str, *, most: int) -> list[ArticlePage]:
    """In the reader's language, else in the main one."""
    code = get_language() or settings.LANGUAGE_CODE
    own = "" if code == settings.LANGUAGE_CODE else code
    readable = ArticlePage.objects.readable()
    found: list[ArticlePage] = readable.in_language(own).answering(question, most=most)
    if not found and own:
        found = readable.in_language("").answering(question, most=most)
    return found
