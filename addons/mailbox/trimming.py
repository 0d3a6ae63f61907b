"""The part of an answer that was written now, without what it answers.

Line by line and in one pass: the text comes from anybody. `mail-parser-reply`, the library that is
kept up, took more than a hundred seconds for 20 kB that were made for it (docs/decisions).
"""

from __future__ import annotations

import re
from typing import Final

WROTE: Final = re.compile(
    r"(wrote|ने लिखा|كتب\S*|schrieb|a écrit|escribió|ha scritto|escreveu|schreef|napisał\(a\))"
    r".{0,80}[:：]\s*$",
    re.IGNORECASE,
)
BAR: Final = re.compile(r"^\s*(-{3,}[^-]{3,60}-{3,}|_{20,})\s*$")
HEAD: Final = re.compile(
    r"^[*\s]*(From|Sent|To|Subject|Date|Cc|प्रेषक|भेजा गया|प्रति|विषय|दिनांक|Von|Gesendet|An|Betreff)"
    r"[*\s]*:",
    re.IGNORECASE,
)
SIGNED: Final = re.compile(r"^--\s?$|^(Sent from my |Get Outlook for |मेरे .{1,30} से भेजा गया)")
# Mail programs break what introduces the quotation into so many lines.
MOST_LINES: Final = 3


def own_part(text: str) -> str:
    """Empty only if nothing at all was written."""
    lines = text.replace("\r\n", "\n").split("\n")
    kept = _without_signature(_before_quotation(lines))
    trimmed = "\n".join(kept).strip()
    return trimmed or text.strip()


def _before_quotation(lines: list[str]) -> list[str]:
    for at, line in enumerate(lines):
        if BAR.match(line) or _is_copied_head(lines[at : at + 6]):
            return lines[:at]
        if _is_quoted(line) and not _is_quoted(lines[at - 1] if at else ""):
            return _without_quotes(lines, at)
        if (length := _introduces(lines, at)) and not _comes_a_quote(lines, at + length):
            return lines[:at]
    return lines


def _without_quotes(lines: list[str], at: int) -> list[str]:
    """What stands above; who answers below the quotation or between its parts is read there."""
    begin = at
    while begin and not lines[begin - 1].strip():
        begin -= 1
    for length in range(MOST_LINES, 0, -1):
        if begin >= length and _introduces(lines, begin - length) == length:
            begin -= length
            break
    above, rest = lines[:begin], lines[at:]
    own = [place for place, line in enumerate(rest) if line.strip() and not _is_quoted(line)]
    if not own:
        return above
    is_between = any(_is_quoted(line) for line in rest[own[0] :])
    if is_between:
        return above + rest
    return above + rest[own[0] :]


def _introduces(lines: list[str], at: int) -> int:
    """How many lines from here say who wrote what follows."""
    joined = ""
    for length, line in enumerate(lines[at : at + MOST_LINES], 1):
        if not line.strip():
            return 0
        joined = f"{joined} {line.strip()}"[-400:]
        if WROTE.search(joined) and any(c.isdigit() or c == "@" for c in joined):
            return length
    return 0


def _comes_a_quote(lines: list[str], at: int) -> bool:
    following = next((line for line in lines[at : at + 3] if line.strip()), "")
    return _is_quoted(following)


def _is_copied_head(lines: list[str]) -> bool:
    """The head of the earlier mail, as some programs copy it."""
    return bool(HEAD.match(lines[0])) and sum(bool(HEAD.match(line)) for line in lines) >= 3


def _is_quoted(line: str) -> bool:
    return line.lstrip().startswith(">")


def _without_signature(lines: list[str]) -> list[str]:
    return next((lines[:at] for at, line in enumerate(lines) if SIGNED.match(line)), lines)
