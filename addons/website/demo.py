"""The demo's public pages and brand: fixtures/pages.toml in both languages, and business.toml."""

from __future__ import annotations

from typing import Any

from django.utils.html import format_html
from wagtail.models import Page

from addons.base.policies import policy
from fixtures import read

from .models import BrandSettings, HelpPage, HomePage
from .pages import ensure_home

APPLY = "/providers/apply/"
TITLES = {"en": "Home", "hi": "घर"}
HELP = {"en": "Help", "hi": "मदद"}


def make(*, scale: int) -> str:
    texts, business = read("pages"), read("business")
    home = ensure_home()
    if home is None:
        return "the site has pages already"
    main, *others = business["languages"]
    fill(home, texts[main], title=TITLES[main])
    help_page = add(home, HelpPage(title=HELP[main], slug="help", body=answers(texts[main])))
    for language in others:
        page = HomePage(title=TITLES[language], slug=language, language=language)
        fill(add(home, page), texts[language], title=TITLES[language])
        body = answers(texts[language])
        title = HELP[language]
        add(help_page, HelpPage(title=title, slug=language, language=language, body=body))
    set_brand(business)
    return f"home and help in {len(business['languages'])} languages, brand"


def add(parent: Page, page: Any) -> Any:
    return parent.add_child(instance=page)


def fill(page: HomePage, text: dict[str, Any], *, title: str) -> None:
    page.title = title
    page.body = [
        ("hero", text["hero"]),
        ("services", text["services"]),
        ("steps", text["steps"]),
        ("facts", text["trust"]),
        ("questions", text["faq"]),
        ("text", {"title": text["story"]["title"], "text": paragraphs(text["story"]["text"])}),
        ("call", text["join"] | {"url": APPLY}),
    ]
    page.save_revision().publish()


def paragraphs(text: str) -> str:
    return "".join(format_html("<p>{}</p>", part) for part in text.split("\n\n"))


def answers(text: dict[str, Any]) -> str:
    pairs = text["faq"]["items"]
    return "".join(
        format_html("<h2>{}</h2><p>{}</p>", each["question"], each["answer"]) for each in pairs
    )


def set_brand(business: dict[str, Any]) -> None:
    brand = policy(BrandSettings).unsaved()
    brand.name, brand.tagline = business["name"], business["tagline"]
    brand.support_phone, brand.support_mail = business["phone"], business["support_email"]
    brand.legal = f"{business['name']}, {business['address']}"
    brand.full_clean()
    brand.save()
