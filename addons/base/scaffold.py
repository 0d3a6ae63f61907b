"""`manage.py addons new`: a working addon to begin with, from the files in skeleton/."""

from __future__ import annotations

import keyword
import os
import re
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from string import Template

from .manifests import ADDONS, TAKEN, AddonError

SKELETON = Path(__file__).parent / "skeleton"
ENDING = ".tpl"
NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
LONGEST = 30
ROOT = ADDONS.parent


def make(name: str, record: str) -> Path:
    """Write the addon and its first migration; the folder it lives in."""
    _refuse_bad_names(name, record)
    folder = ADDONS / name
    try:
        _write(folder, _values(name, record))
        _tidy(folder)
        _run("manage.py", "makemigrations", name, "--name", name, addons=name)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return folder


def _refuse_bad_names(name: str, record: str) -> None:
    for word in (name, record):
        if not NAME.fullmatch(word) or len(word) > LONGEST or keyword.iskeyword(word):
            raise AddonError(
                f"{word!r} cannot be a name here: small letters, digits and single underscores, "
                f"beginning with a letter, at most {LONGEST}."
            )
    if name in TAKEN:
        raise AddonError(f"{name!r} is a name that Django, Wagtail or a dependency owns.")
    if name == record:
        raise AddonError(f"Say with --record what one of the {name} is called.")
    if (ADDONS / name).exists():
        raise AddonError(f"There is a folder addons/{name} already.")


def _values(name: str, record: str) -> dict[str, str]:
    words = name.replace("_", " ")
    return {
        "name": name,
        "Name": _camel(name),
        "title": words.capitalize(),
        "words": words,
        "path": name.replace("_", "-"),
        "record": record,
        "record_words": record.replace("_", " "),
        "Record": _camel(record),
        "RECORD": record.upper(),
        "model": record.replace("_", ""),
    }


def _camel(name: str) -> str:
    return "".join(part.capitalize() for part in name.split("_"))


def _write(folder: Path, values: dict[str, str]) -> None:
    for source in sorted(SKELETON.rglob(f"*{ENDING}")):
        path = Template(str(source.relative_to(SKELETON).with_suffix(""))).substitute(values)
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        text = Template(source.read_text(encoding="utf-8")).substitute(values)
        target.write_text(text, encoding="utf-8")


def _tidy(folder: Path) -> None:
    """A long name may need other line breaks; ruff knows them, where it is installed."""
    if find_spec("ruff"):
        for step in (("format",), ("check", "--fix"), ("format",)):
            _run("-m", "ruff", *step, "--quiet", str(folder))


def _run(*command: str, addons: str = "") -> None:
    done = subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env={**os.environ, "ADDONS": addons},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        said = (done.stderr or done.stdout).strip().splitlines()
        raise AddonError(f"The new addon could not be finished: {said[-1] if said else 'no word'}")
