from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import CHROMIUM, FLAGS
from tests.production.stack import Stack


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.production)


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    return {"executable_path": CHROMIUM, "args": FLAGS, "headless": True}


@pytest.fixture(scope="session")
def stack() -> Iterator[Stack]:
    # Not pytest's folder, which it closes to others: the database's own user has to get there.
    data = Path(tempfile.mkdtemp(prefix="callout-stack-"))
    data.chmod(0o755)
    stack = Stack(data)
    try:
        stack.start()
        yield stack
    finally:
        stack.stop()
        shutil.rmtree(data, ignore_errors=True)
