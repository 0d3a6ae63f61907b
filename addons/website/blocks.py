"""The blocks that come with the website. Each draws itself from its own template."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from .rich_text import FEATURES, clean

ICONS = (
    *("patch-check-fill", "shield-check", "clock-history", "lightning-charge-fill", "star-fill"),
    *("cash-coin", "chat-dots-fill", "geo-alt-fill", "headset", "people", "tools", "award"),
)


class Line(blocks.CharBlock):
    """One line of text."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": 160} | kwargs)


class Address(blocks.RegexBlock):
    """A page of this site: never one elsewhere, never a script."""

    def __init__(self, **kwargs: Any) -> None:
        wrong = {"invalid": _("Write a page of this site, such as /providers/.")}
        super().__init__(regex=r"^/(?![/\\])\S*$", error_messages=wrong, **kwargs)


class HeroBlock(blocks.StructBlock):
    title = Line(label=_("title"))
    lead = blocks.TextBlock(label=_("what you promise"), required=False)
    search_label = Line(label=_("label of the search"))
    search_hint = Line(label=_("example of a search"), required=False)
    place_label = Line(label=_("label of the place"))
    button = Line(label=_("button"))

    class Meta:
        icon = "search"
        label = _("Banner with a search")
        template = "website/blocks/hero.html"


class Step(blocks.StructBlock):
    title = Line(label=_("title"))
    text = blocks.TextBlock(label=_("text"))


class StepsBlock(blocks.StructBlock):
    title = Line(label=_("title"))
    items = blocks.ListBlock(Step(), label=_("steps"))

    class Meta:
        icon = "list-ol"
        label = _("How it works")
        template = "website/blocks/steps.html"


class Fact(Step):
    icon = blocks.ChoiceBlock(choices=[(name, name) for name in ICONS], label=_("icon"))


class FactsBlock(blocks.StructBlock):
    title = Line(label=_("title"))
    items = blocks.ListBlock(Fact(), label=_("facts"))

    class Meta:
        icon = "success"
        label = _("What customers rely on")
        template = "website/blocks/facts.html"


class Question(blocks.StructBlock):
    question = Line(label=_("question"))
    answer = blocks.TextBlock(label=_("answer"))


class QuestionsBlock(blocks.StructBlock):
    title = Line(label=_("title"))
    items = blocks.ListBlock(Question(), label=_("questions"))

    class Meta:
        icon = "help"
        label = _("Questions and answers")
        template = "website/blocks/questions.html"


class AllowedText(blocks.RichTextBlock):
    """Rich text that is cleaned when it is saved, whatever the editor was made to send."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(features=FEATURES, **kwargs)

    def get_prep_value(self, value: Any) -> str:
        return clean(super().get_prep_value(value))


class TextBlock(blocks.StructBlock):
    title = Line(label=_("title"), required=False)
    text = AllowedText(label=_("text"))

    class Meta:
        icon = "pilcrow"
        label = _("Text")
        template = "website/blocks/text.html"


class CallBlock(blocks.StructBlock):
    title = Line(label=_("title"))
    text = blocks.TextBlock(label=_("text"), required=False)
    button = Line(label=_("button"))
    url = Address(label=_("leads to"))

    class Meta:
        icon = "arrow-right"
        label = _("Call to action")
        template = "website/blocks/call.html"
