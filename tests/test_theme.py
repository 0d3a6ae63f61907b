"""The theme keeps its own rules: colours, directions, icons, weights, and pieces that draw."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from pathlib import Path

import django_htmx
import pytest
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.test import Client, RequestFactory

from addons.base.surfaces.shell import SHELL, samples
from addons.base.templatetags import theme as tags

ROOT = Path(__file__).resolve().parents[1]
STATIC = ROOT / "theme" / "static"
STYLES = ("tokens", "frame", "parts", "public")
PIECES = ROOT / "theme" / "templates" / "theme" / "pieces"
KB = 1024


def style(name: str) -> str:
    text = (STATIC / "theme" / f"{name}.css").read_text(encoding="utf-8")
    return re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)


def templates() -> Iterator[Path]:
    for folder in (ROOT / "theme" / "templates", *ROOT.glob("addons/*/templates")):
        yield from (file for file in folder.rglob("*.html") if "mail" not in file.parts)


def weight(*files: Path) -> int:
    return sum(len(gzip.compress(file.read_bytes())) for file in files)


@pytest.fixture
def request_() -> HttpRequest:
    return RequestFactory().get("/styleguide/")


@pytest.mark.parametrize("name", STYLES)
def test_raw_colours_stand_in_tokens_only(name: str) -> None:
    colours = re.findall(r"#[0-9a-f]{3,8}\b|\brgba?\(|\bhsla?\(", style(name), re.IGNORECASE)
    assert name == "tokens" or [c for c in colours if c not in ("#toasts", "#connection")] == []


@pytest.mark.parametrize("name", STYLES)
def test_styles_know_no_left_and_right(name: str) -> None:
    sides = r"(?:(?:margin|padding|border)-)?(?:left|right|top|bottom)"
    sizes = r"(?:(?:min|max)-)?(?:width|height)"
    assert re.findall(rf"[\s;{{](?:{sides}|{sizes})\s*:", style(name)) == []


@pytest.mark.parametrize("name", STYLES)
def test_every_style_stands_in_a_layer(name: str) -> None:
    outside = re.sub(r"@layer [\w, ]+;|@import [^;]+;", "", style(name)).strip()
    depth, start = 0, 0
    for place, letter in enumerate(outside):
        if letter == "{":
            depth += 1
            if depth == 1:
                assert re.fullmatch(r"@layer (tokens|components)", outside[start:place].strip())
        elif letter == "}":
            depth -= 1
            start = place + 1 if depth == 0 else start


def test_a_page_weighs_little() -> None:
    vendor = STATIC / "theme" / "vendor"
    styles = [STATIC / "theme" / f"{name}.css" for name in STYLES]
    scripts = [*(STATIC / "theme" / "js").glob("*.js"), vendor / "idiomorph-ext.min.js"]
    htmx = Path(django_htmx.__file__).parent / "static" / "django_htmx" / "htmx-2.min.js"
    assert weight(*styles) <= 13 * KB
    assert weight(*styles, vendor / "pico.min.css") <= 25 * KB
    assert weight(*scripts, htmx) <= 45 * KB


def test_every_icon_named_in_a_template_is_drawn() -> None:
    drawn = set((ROOT / "theme" / "icons.txt").read_text(encoding="utf-8").split())
    sprite = (STATIC / "theme" / "icons.svg").read_text(encoding="utf-8")
    assert set(re.findall(r'<symbol id="([\w-]+)"', sprite)) == drawn
    for file in templates():
        text = file.read_text(encoding="utf-8")
        named = re.findall(r"\{% icon [\"']([\w-]+)[\"']|\bicon=[\"']([\w-]+)[\"']", text)
        unknown = {first or second for first, second in named} - drawn
        assert not unknown, f"{file.relative_to(ROOT)}: add {unknown} to theme/icons.txt"


def test_portal_templates_have_nothing_inline() -> None:
    for file in templates():
        if {"console", "admin", "wagtailadmin"} & set(file.parts):
            continue
        text = file.read_text(encoding="utf-8")
        script = r"<script(?![^>]*(?:\bsrc=|application/json))"
        found = re.findall(rf"\sstyle=|\son[a-z]+=[\"']|\|safe\b|{script}", text)
        assert not found, f"{file.relative_to(ROOT)}: {found}"


@pytest.mark.django_db
def test_the_style_guide_draws_every_piece(request_: HttpRequest) -> None:
    guide = (ROOT / "theme" / "templates" / "theme" / "styleguide.html").read_text(encoding="utf-8")
    shown = render_to_string("theme/styleguide.html", samples(), request=request_)
    drawn = set(re.findall(r"pieces/([\w-]+)\.html", guide))
    for file in PIECES.glob("*.html"):
        drawn |= set(re.findall(r"pieces/([\w-]+)\.html", file.read_text(encoding="utf-8")))
    # Drawn by themselves: the sheet, what has no script, and the amount alone.
    assert {f.stem for f in PIECES.glob("*.html")} - drawn <= {"dialog_form", "refresh", "money"}
    assert "₹467.50" in shown
    assert 'data-tone="progress"' in shown


@pytest.mark.django_db
def test_a_question_is_a_form_with_its_version_and_key(request_: HttpRequest) -> None:
    asked = {"title": "Cancel?", "action": "/x/", "back": "/", "version": 3, "tone": "danger"}
    shown = render_to_string(
        "theme/pieces/dialog_form.html", {**asked, "idempotency_key": "k", "form": ()}, request_
    )
    assert '<input type="hidden" name="version" value="3">' in shown
    assert '<input type="hidden" name="idempotency_key" value="k">' in shown
    assert "btn danger" in shown
    assert "hx-post" not in shown


def test_a_disabled_action_says_why() -> None:
    action = {"name": "start", "label": "Start", "enabled": False, "reason": "Accept it first."}
    shown = render_to_string("theme/pieces/action_bar.html", {"actions": [action], "record_id": 7})
    assert 'aria-describedby="why-7-start"' in shown
    assert ">Accept it first.</small>" in shown


@pytest.mark.django_db
def test_the_worker_keeps_the_shell_and_no_private_answer(client: Client) -> None:
    script = client.get("/sw.js").content.decode()
    for name in SHELL:
        assert name.rsplit("/", 1)[-1].split(".")[0] in script
    for start in ("/admin/", "/api/", "/accounts/"):
        assert f'"{start}"' in script
    assert 'request.method !== "GET"' in script


@pytest.mark.django_db
def test_the_manifest_names_icons_that_are_there(client: Client) -> None:
    answer = client.get("/manifest.webmanifest")
    assert answer.headers["Content-Type"].startswith("application/manifest+json")
    for icon in json.loads(answer.content)["icons"]:
        assert (STATIC / icon["src"].split("/static/")[1]).is_file()


@pytest.mark.django_db
def test_the_page_and_its_policy_share_a_nonce(client: Client) -> None:
    answer = client.get("/offline/")
    policy = answer.headers["Content-Security-Policy"]
    assert f"'nonce-{answer.wsgi_request.csp_nonce}'" in policy
    assert "unsafe" not in policy


def test_initials_stand_for_a_person() -> None:
    assert tags.initials("raj kumar sharma") == "RK"
    assert tags.initials("") == ""
