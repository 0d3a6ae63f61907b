#!/usr/bin/env python
"""The one command."""

from __future__ import annotations

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent


def main() -> None:
    """Run a management command of Django, the kernel or an addon."""
    sys.path[:0] = [str(ROOT / "site"), str(ROOT)]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "callout.settings")
    # The path above must stand before anything of Django or ours is imported.
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    from addons.base.manifests import AddonError

    try:
        execute_from_command_line(sys.argv)
    except (AddonError, ImproperlyConfigured) as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
