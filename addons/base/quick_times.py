"""PostgreSQL's moments read by the standard library's own reader.

Django's loader has to go through psycopg's Python one, which takes ten times as long: of a list of
fifty with three moments each, that was a twelfth.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.conf import settings


def install() -> None:
    """Before the first connection; each copies what is registered then."""
    if "postgresql" not in settings.DATABASES["default"]["ENGINE"]:
        return
    from django.db.backends.postgresql.psycopg_any import (  # needs psycopg
        BaseTzLoader,
        get_adapters_template,
    )

    class Loader(BaseTzLoader):
        # Django registers its own for a cursor whose connection is not in this zone.
        timezone = UTC

        def load(self, data: Any) -> datetime:
            try:
                return datetime.fromisoformat(bytes(data).decode())
            except ValueError:
                # Infinity and years that Python has no date for: as before.
                return super().load(data)  # type: ignore[no-any-return]

    get_adapters_template(settings.USE_TZ, UTC).register_loader("timestamptz", Loader)
