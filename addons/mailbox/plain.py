"""A page of HTML as the text that a reader of it sees."""

from __future__ import annotations

import re
from typing import Final

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PreformattedString, Tag

# A mail's page is longer only by what nobody reads.
LONGEST: Final = 500_000
UNSEEN: Final = {"script", "style", "head", "title", "template", "noscript"}
BLOCKS: Final = {
    *("p", "div", "li", "tr", "table", "ul", "ol", "section", "article", "header", "footer"),
    *("h1", "h2", "h3", "h4", "h5", "h6", "pre", "blockquote", "hr"),
}
QUOTES: Final = "blockquote, .gmail_quote, .yahoo_quoted, .moz-cite-prefix"
# Outlook marks only where the quotation begins.
FROM_HERE: Final = "#appendonsend, #divRplyFwdMsg, #mail-editor-reference-message-container"


def text_of(page: str, *, without_quotes: bool = False) -> str:
    tree = BeautifulSoup(page[:LONGEST], "html.parser")
    if without_quotes:
        _drop_quotes(tree)
    pieces: list[str] = []
    for node in tree.descendants:
        if isinstance(node, Tag):
            if node.name == "br" or node.name in BLOCKS:
                pieces.append("\n")
        elif isinstance(node, NavigableString) and _is_seen(node):
            pieces.append(re.sub(r"\s+", " ", str(node)))
    lines = (re.sub(r" {2,}", " ", line).strip() for line in "".join(pieces).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _is_seen(node: NavigableString) -> bool:
    if isinstance(node, PreformattedString):
        return False
    return node.parent is None or node.parent.name not in UNSEEN


def _drop_quotes(tree: BeautifulSoup) -> None:
    for mark in tree.select(FROM_HERE):
        for later in list(mark.find_all_next()):
            later.extract()
        mark.extract()
    for quoted in tree.select(QUOTES):
        quoted.extract()
