from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page

from addons.base.remembered import forget

from ..rich_text import FEATURES, clean
from ..stream import OpenStreamField


class InLanguages(models.Model):
    """A page that can have others of its kind below it, for readers of another language."""

    language = models.CharField(
        _("language"),
        max_length=10,
        blank=True,
        help_text=_(
            "Such as hi, for a page that lies below the same page in the main language and is "
            "shown in its place to those who read this one."
        ),
    )

    class Meta:
        abstract = True

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        own = self.for_language(get_language() or settings.LANGUAGE_CODE)
        return super(InLanguages, own).serve(request, *args, **kwargs)  # type: ignore[misc]

    @classmethod
    def below(cls, parent: Page, *, code: str) -> list[Any]:
        """The live pages of the kind below the parent, each in the reader's language; one query."""
        # Those of the tree in its order, so that the first of several wins.
        pages: list[Any] = list(cls.objects.descendant_of(parent).live().order_by("path"))  # type: ignore[attr-defined]
        own: dict[str, Any] = {}
        for page in pages:
            if page.language == code:
                own.setdefault(page.path[: -page.steplen], page)
        return [
            own.get(page.path, page)
            for page in pages
            if page.depth == parent.depth + 1 and not page.language
        ]

    def for_language(self, code: str) -> Any:
        """The page below this one in the reader's language, else this one."""
        if self.language == code:
            return self
        kin = type(self).objects.child_of(self).live()  # type: ignore[attr-defined]
        return kin.filter(language=code).first() or self


class HomePage(InLanguages, Page):
    """The first page of the site, built from blocks."""

    body = OpenStreamField(blank=True, verbose_name=_("content"))

    content_panels = [*Page.content_panels, FieldPanel("body")]
    promote_panels = [*Page.promote_panels, FieldPanel("language")]
    subpage_types = ["website.HomePage", "website.HelpPage"]
    template = "website/home_page.html"

    class Meta:
        verbose_name = _("page of blocks")
        verbose_name_plural = _("pages of blocks")


class HelpPage(InLanguages, Page):
    """Something to read: help, terms, who we are."""

    body = RichTextField(_("text"), features=FEATURES, blank=True)

    content_panels = [*Page.content_panels, FieldPanel("body")]
    promote_panels = [*Page.promote_panels, FieldPanel("language")]
    subpage_types = ["website.HelpPage"]
    template = "website/help_page.html"

    class Meta:
        verbose_name = _("help page")
        verbose_name_plural = _("help pages")

    def clean(self) -> None:
        super().clean()
        self.body = clean(self.body)

    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        # The foot of every page names it.
        forget()
