"""Text with bold words, lists and links: one list of what may stand in it, kept on both sides."""

from __future__ import annotations

import nh3
from django.utils.safestring import SafeString, mark_safe
from wagtail.rich_text import expand_db_html

FEATURES = ["h2", "h3", "bold", "italic", "ul", "ol", "link", "hr"]
TAGS = {"a", "b", "br", "em", "h2", "h3", "hr", "i", "li", "ol", "p", "strong", "ul"}
SCHEMES = {"http", "https", "mailto", "tel"}
# How Wagtail stores links to pages; gone when the text is drawn.
STORED = {"a": {"href", "id", "linktype"}}
DRAWN = {"a": {"href"}}


def clean(text: str) -> str:
    """What is stored of what somebody wrote."""
    return nh3.clean(text, tags=TAGS, attributes=STORED, url_schemes=SCHEMES, link_rel=None)


def drawn(text: str) -> SafeString:
    """The text for a page, cleaned again: it may be older than the list."""
    html = nh3.clean(expand_db_html(text), tags=TAGS, attributes=DRAWN, url_schemes=SCHEMES)
    return mark_safe(html)  # noqa: S308 waiver: only tags and attributes of the lists above are left
