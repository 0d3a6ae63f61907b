"""addons.toml, edited as text so that the comments of those who keep it stay."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from .manifests import AddonError

# A comment, a string of either kind, or the bracket that ends the list.
TOKEN = re.compile(r"""#[^\n]*|"(?:\\.|[^"\\])*"|'[^']*'|\]""")
START = re.compile(r"^enabled\s*=\s*\[", re.MULTILINE)


def listed(file: Path) -> tuple[str, ...]:
    """The addons that the file lists."""
    return _listed(file.read_text(encoding="utf-8"))


def add(file: Path, name: str) -> None:
    """List one addon more, behind the others and as they are written."""
    text = file.read_text(encoding="utf-8")
    values, end = _entries(text)
    first = f'{text[:end]}"{name}"{text[end:]}'
    edited = _behind(text, values[-1], name, end) if values else first
    _write(file, edited, expected=(*_listed(text), name))


def _behind(text: str, last: re.Match[str], name: str, end: int) -> str:
    has_comma = re.match(r"\s*,", text[last.end() : end])
    rest = last.end() + (has_comma.end() if has_comma else 0)
    before = f"{text[: last.end()]},"
    own_line = re.search(r"\n[ \t]*$", text[: last.start()])
    if own_line is None:
        return f'{before} "{name}"{text[rest:]}'
    line_end = text.index("\n", rest) if "\n" in text[rest:end] else rest
    return f'{before}{text[rest:line_end]}{own_line.group()}"{name}",{text[line_end:]}'


def remove(file: Path, name: str) -> None:
    """List the addon no longer; a comment behind it goes with it."""
    text = file.read_text(encoding="utf-8")
    values, _end = _entries(text)
    entry = next(value for value in values if value.group()[1:-1] == name)
    before, after = text[: entry.start()], text[entry.end() :]
    alone = re.search(r"\n[ \t]*$", before)
    rest = re.match(r"[ \t]*,?[ \t]*(#[^\n]*)?(?=\n)", after)
    if alone and rest:
        edited = before[: alone.start()] + after[rest.end() :]
    elif following := re.match(r"\s*,\s*", after):
        edited = before + after[following.end() :]
    else:
        edited = re.sub(r",\s*$", "", before) + after
    _write(file, edited, expected=tuple(other for other in _listed(text) if other != name))


def _listed(text: str) -> tuple[str, ...]:
    return tuple(tomllib.loads(text)["enabled"])


def _entries(text: str) -> tuple[list[re.Match[str]], int]:
    """The list's strings, and where it ends."""
    start = START.search(text)
    values: list[re.Match[str]] = []
    for token in TOKEN.finditer(text, start.end()) if start else ():
        if token.group() == "]":
            return values, token.start()
        if not token.group().startswith("#"):
            values.append(token)
    raise AddonError("addons.toml has no list that begins with `enabled = [` on its own line.")


def _write(file: Path, edited: str, *, expected: tuple[str, ...]) -> None:
    if _listed(edited) != expected:
        raise AddonError(f"{file.name} is written in a way we do not edit; edit it by hand.")
    file.write_text(edited, encoding="utf-8")
