"""In the console: how the articles do. They are written where all pages are."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from addons.base.points import in_console
from addons.base.surfaces.console import Menu

from .models import ArticlePage


class HowTheyDo(generic.IndexView):
    def get_base_queryset(self) -> QuerySet[ArticlePage]:
        """Those that help least, of those that many have judged, first."""
        counted = ArticlePage.objects.live().in_language("").with_verdicts()
        found: QuerySet[ArticlePage] = counted.order_by("-not_helped", "title")
        return found


def share_of(article: Any) -> str:
    said = article.helped + article.not_helped
    return f"{100 * article.helped // said} %" if said else ""


def subject_of(article: Any) -> str:
    return str(article.get_parent().title)


@in_console
class ArticleViewSet(ModelViewSet):
    model = ArticlePage
    menu = Menu(
        group="catalogue",
        order=60,
        icon="help",
        label=_("Answers"),
        permission="knowledge.view_articlepage",
    )
    name = "knowledge_articles"
    url_prefix = "knowledge/articles"
    icon = "help"
    index_view_class = HowTheyDo
    list_per_page = 50
    list_display = (
        TitleColumn("title", label=_("Article"), get_url=lambda row: page_of(row)),
        Column("subject", label=_("Subject"), accessor=subject_of),
        Column("helped", label=_("Helped")),
        Column("not_helped", label=_("Did not help")),
        Column("share", label=_("Share"), accessor=share_of),
    )
    list_export = ()
    form_fields = ()
    search_fields = ("title",)
    search_backend_name = None
    copy_view_enabled = False
    inspect_view_enabled = False
    add_to_reference_index = False

    def get_urlpatterns(self) -> list[URLPattern]:
        """The list alone: an article is written in Wagtail's pages, with their permissions."""
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
        ]


def page_of(article: ArticlePage) -> str:
    return reverse("wagtailadmin_pages:edit", args=[article.pk])
