"""Whoever reads Hindi reads Hindi everywhere a customer comes, with the right figures in it."""

from __future__ import annotations

import ast
import gettext
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from django.contrib.auth.password_validation import (
    password_validators_help_texts,
    validate_password,
)
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import translation
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[1]
LOCALE = ROOT / "theme" / "locale"
FILES = sorted(LOCALE.rglob("*.po"))
CUSTOMERS_PAGES = (
    "theme/templates",
    "addons/accounts/templates/accounts/portal",
    "addons/appointments/templates/appointments/partials",
    "addons/appointments/templates/appointments/portal",
    "addons/base/templates/base/portal",
    "addons/base/templates/base/widgets",
    "addons/billing/templates/billing/partials",
    "addons/billing/templates/billing/portal",
    "addons/completion/templates/completion/partials",
    "addons/consultations/templates/consultations/partials",
    "addons/consultations/templates/consultations/portal",
    "addons/job_payments/templates/job_payments/partials",
    "addons/jobs/templates/jobs",
    "addons/notifications/templates/notifications",
    "addons/payments/templates/payments/partials",
    "addons/payments/templates/payments/portal",
    "addons/payouts/templates/payouts/partials",
    "addons/payouts/templates/payouts/portal",
    "addons/providers/templates/providers",
    "addons/recurring/templates/recurring/partials",
    "addons/recurring/templates/recurring/portal",
    "addons/reviews/templates/reviews/partials",
    "addons/reviews/templates/reviews/portal",
    "addons/tickets/templates/tickets/partials",
    "addons/tickets/templates/tickets/portal",
    "addons/website/templates/website",
)
# Shown to those who build pages.
STYLE_GUIDE = "styleguide.html"
# What templatize makes of a marked text; the rest of its answer is not Python.
MARKED = re.compile(r"""\b(?:_|gettext|ngettext)\(u?('(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")""")
PERCENT = re.compile(r"%(?:\((\w+)\))?[-#0-9.]*[a-zA-Z]")


def catalogue(file: Path) -> Catalog:
    with file.open("rb") as source:
        return read_po(source)


def forms(text: Any) -> list[str]:
    return list(text) if isinstance(text, list | tuple) else [text]


def translated(file: Path) -> Iterator[tuple[list[str], list[str]]]:
    for message in catalogue(file):
        if message.id and any(texts := forms(message.string)):
            yield forms(message.id), texts


def placeholders(text: str) -> list[str]:
    percent = [match.group() for match in PERCENT.finditer(text.replace("%%", ""))]
    braces = [f"{{{field}}}" for _, field, _, _ in Formatter().parse(text) if field]
    return sorted(percent + braces)


def texts_of_the_pages() -> Iterator[tuple[str, str]]:
    for folder in CUSTOMERS_PAGES:
        for file in sorted((ROOT / folder).rglob("*.*")):
            if file.suffix not in (".html", ".txt") or file.name == STYLE_GUIDE:
                continue
            code = templatize(file.read_text(encoding="utf-8"), origin=str(file))
            for literal in MARKED.findall(code):
                yield file.name, ast.literal_eval(literal)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.parts[-4])
def test_compiled_texts_are_those_of_the_catalogue(file: Path) -> None:
    with file.with_suffix(".mo").open("rb") as compiled:
        messages = gettext.GNUTranslations(compiled)
    for ids, texts in translated(file):
        if len(ids) == 1:
            assert messages.gettext(ids[0]) == texts[0]
        else:
            assert [messages.ngettext(ids[0], ids[1], n) for n in (0, 1, 2)] == [
                texts[0],
                texts[0],
                texts[1],
            ]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.parts[-4])
def test_nothing_is_guessed_and_plurals_are_whole(file: Path) -> None:
    assert [message.id for message in catalogue(file) if message.id and message.fuzzy] == []
    assert [
        ids for ids, texts in translated(file) if len(ids) != len(texts) or not all(texts)
    ] == []


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.parts[-4])
def test_placeholders_survive_translation(file: Path) -> None:
    for ids, texts in translated(file):
        for text in texts:
            assert placeholders(text) == placeholders(ids[-1]), ids[0]


def test_every_text_of_the_customers_pages_has_its_hindi() -> None:
    known = {ids[0] for ids, _texts in translated(LOCALE / "hi" / "LC_MESSAGES" / "django.po")}
    missing = {text: name for name, text in texts_of_the_pages() if text not in known}
    assert missing == {}, "run `make messages` and translate these"


@pytest.mark.django_db
def test_signing_in_speaks_hindi(client: Client) -> None:
    response = client.get("/accounts/login/", headers={"accept-language": "hi"})
    text = response.content.decode()
    assert '<html lang="hi" dir="ltr">' in text
    words = ("साइन इन करें", "पासवर्ड", "पहली बार आए हैं?")
    assert [word for word in words if word not in text] == []


def test_what_django_says_of_passwords_is_said_in_hindi() -> None:
    with translation.override("hi"):
        said = [*password_validators_help_texts(), *faults_of("123")]
    assert [text for text in said if re.search("[A-Za-z]", text)] == []


def faults_of(password: str) -> list[str]:
    try:
        validate_password(password)
    except ValidationError as error:
        return error.messages
    return []
