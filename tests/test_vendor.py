"""What we ship of others is what vendor.toml says, and pages load nothing from elsewhere."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from addons.base.management.commands import vendor

PICO = "theme/static/theme/vendor/pico.min.css"


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A tree of its own with the list, the vendored files and one template."""
    shutil.copy(vendor.ROOT / "vendor.toml", tmp_path)
    shutil.copytree(vendor.ROOT / "theme" / "static", tmp_path / "theme" / "static")
    templates = tmp_path / "addons" / "shop" / "templates" / "shop"
    templates.mkdir(parents=True)
    (templates / "page.html").write_text('<svg xmlns="http://www.w3.org/2000/svg"></svg>')
    monkeypatch.setattr(vendor, "ROOT", tmp_path)
    return tmp_path


def test_everything_we_ship_of_others_is_as_listed() -> None:
    call_command("vendor", "check")


def test_a_changed_file_is_found(copy: Path) -> None:
    (copy / PICO).write_text("/* touched */")
    with pytest.raises(CommandError, match=r"pico\.min\.css is not Pico CSS"):
        call_command("vendor", "check")


def test_a_missing_file_is_found(copy: Path) -> None:
    (copy / PICO).unlink()
    with pytest.raises(CommandError, match=r"pico\.min\.css is listed .* but not there"):
        call_command("vendor", "check")


def test_a_file_that_nobody_listed_is_found(copy: Path) -> None:
    (copy / PICO).with_name("more.js").write_text("")
    with pytest.raises(CommandError, match=r"more\.js is not listed"):
        call_command("vendor", "check")


@pytest.mark.parametrize(
    "line",
    [
        '<script src="https://cdn.example.com/a.js"></script>',
        '<script src="//cdn.example.com/a.js"></script>',
        "<link rel=stylesheet href=https://fonts.example.com/css>",
        '<div hx-get="http://{{ host }}/part/"></div>',
        '<div ws-connect="wss://live.example.com/"></div>',
        "<p class='x' data-u=\"url(//example.com/a.png)\"></p>",
    ],
)
def test_a_template_that_names_another_host_is_found(copy: Path, line: str) -> None:
    (copy / "addons/shop/templates/shop/page.html").write_text(f"<p>one</p>\n{line}\n")
    with pytest.raises(CommandError, match=r"page\.html:2 names another host"):
        call_command("vendor", "check")
