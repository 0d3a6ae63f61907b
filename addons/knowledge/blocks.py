"""What an article is made of. Nothing of it enters a migration."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.fields import StreamField

from addons.website.points import FEATURES, clean


class CleanText(blocks.RichTextBlock):
    """Rich text, cleaned when it is saved."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(features=FEATURES, **kwargs)

    def get_prep_value(self, value: Any) -> str:
        return clean(super().get_prep_value(value))


def article_blocks() -> list[tuple[str, blocks.Block]]:
    return [
        (
            "text",
            CleanText(label=_("Text"), icon="pilcrow", template="knowledge/blocks/text.html"),
        ),
        (
            "steps",
            blocks.ListBlock(
                blocks.TextBlock(label=_("step")),
                label=_("Step by step"),
                icon="list-ol",
                template="knowledge/blocks/steps.html",
            ),
        ),
        (
            "note",
            blocks.TextBlock(
                label=_("What to mind"), icon="warning", template="knowledge/blocks/note.html"
            ),
        ),
    ]


class ArticleField(StreamField):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(article_blocks(), **kwargs)

    def deconstruct(self) -> Any:
        # Not StreamField's, which writes every block into the migration.
        name, path, _args, kwargs = models.Field.deconstruct(self)
        return name, path, [], kwargs
