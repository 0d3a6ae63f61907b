"""The documents are true: their blocks run, their links lead somewhere, the reference is current."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
RUN = sorted([*DOCS.glob("tutorial/*.md"), *DOCS.glob("how-to/*.md")])
# What a checkout does not hold, or these pages do not need.
LEFT_OUT = (".*", "var", "__pycache__", "bench", "soak", "docs")
BLOCK = re.compile(r"^```(\w+)(?: file=(\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)#]+)(?:#[^)]*)?\)")
# A deployment's own; these would be read in place of what the page says.
DEPLOYMENT = {"ADDONS", "ADDON_MODULES", "CALLOUT_PROFILE", "DATABASE_URL", "REDIS_URL"}


@dataclass(frozen=True)
class Block:
    kind: str
    file: str
    text: str


def blocks(page: Path) -> Iterator[Block]:
    for kind, file, text in BLOCK.findall(page.read_text(encoding="utf-8")):
        yield Block(kind, file, text)


def is_run(page: Path) -> bool:
    return any(block.kind == "sh" for block in blocks(page))


class Desk:
    """A copy of the checkout at which a reader follows a page."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "callout"
        shutil.copytree(ROOT, self.root, ignore=shutil.ignore_patterns(*LEFT_OUT))
        # A small deployment: each of a page's commands begins with a start, and tests with a database.
        (self.root / "addons.toml").write_text('enabled = ["website"]\n', encoding="utf-8")
        self.environment = undecided() | {
            "DATA": str(folder / "data"),
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        }
        self.exports: list[str] = []

    def write(self, block: Block) -> None:
        file = self.root / block.file
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(block.text, encoding="utf-8")

    def run(self, commands: str) -> str:
        """What the commands print; what they export holds for the blocks below."""
        done = subprocess.run(
            ["bash", "-ec", "\n".join([*self.exports, commands])],
            cwd=self.root,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{commands}\n{done.stdout}"
        self.exports += [line for line in commands.splitlines() if line.startswith("export ")]
        return done.stdout


def undecided() -> dict[str, str]:
    """The environment without what a deployment decides."""
    return {name: value for name, value in os.environ.items() if name not in DEPLOYMENT}


@pytest.mark.slow
@pytest.mark.parametrize(
    "document", [page for page in RUN if is_run(page)], ids=lambda page: page.stem
)
def test_a_document_can_be_followed(document: Path, tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    said = ""
    for block in blocks(document):
        if block.file:
            desk.write(block)
        elif block.kind == "sh":
            said = desk.run(block.text)
        elif block.kind == "text":
            missing = [line for line in block.text.splitlines() if line.strip() not in said]
            assert not missing, f"{missing} not in:\n{said}"


@pytest.mark.parametrize(
    "document", [*DOCS.rglob("*.md"), *ROOT.glob("*.md")], ids=lambda page: page.name
)
def test_links_lead_somewhere(document: Path) -> None:
    links = LINK.findall(document.read_text(encoding="utf-8"))
    local = [link for link in links if "://" not in link]
    assert [link for link in local if not (document.parent / link).exists()] == []


def test_the_reference_is_current(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", "reference", "--check"],
        cwd=ROOT,
        env=undecided() | {"DATA": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
