"""`manage.py addons check`: what would go wrong with an addon, in one sentence each.

Its files are read first, as what breaks a law there is not worth running. Then it is switched on
with all it needs, in a process of its own, because an addon may keep the whole from starting.
"""

from __future__ import annotations

import os
import subprocess
import sys

from .manifests import ADDONS, AddonError, FoundAddon, read_addon, resolve
from .source_check import source_faults
from .switching import Found

INDENT = "    "


def faults_of(name: str, found: Found) -> list[str]:
    """The faults of an addon, given by its name, or by its package if it is not installed yet."""
    try:
        addon = found.get(name) or read_addon(name)
        everything = {**found, addon.name: addon}
        resolve([addon.name], everything)
    except AddonError as error:
        return [str(error)]
    return source_faults(addon, everything) or _faults_when_on(addon)


def _faults_when_on(addon: FoundAddon) -> list[str]:
    modules = os.environ.get("ADDON_MODULES", "")
    done = subprocess.run(
        [sys.executable, "manage.py", "addons", "check", addon.name, "--loaded"],
        cwd=ADDONS.parent,
        env={
            **os.environ,
            "ADDONS": addon.name,
            "ADDON_MODULES": ",".join(part for part in (modules, _elsewhere(addon)) if part),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    told = [line.removeprefix(INDENT) for line in done.stdout.splitlines() if line[:1] == " "]
    if told or not done.returncode:
        return told
    said = done.stderr.strip().splitlines()
    return [f"With {addon.name} on nothing starts: {said[-1] if said else 'without a word.'}"]


def _elsewhere(addon: FoundAddon) -> str:
    """Its package, if it is neither in addons/ nor already named."""
    named = os.environ.get("ADDON_MODULES", "").split(",")
    is_ours = addon.module.startswith(f"{ADDONS.name}.")
    return "" if is_ours or addon.module in named else addon.module
