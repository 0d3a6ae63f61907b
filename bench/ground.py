"""Where the scripts work: Django as in production, on a database of its own that goes afterwards."""

from __future__ import annotations

import logging
import os
import secrets
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "site"), str(ROOT)]

PRODUCTION = {
    "CALLOUT_PROFILE": "production",
    "SECRET_KEY": secrets.token_hex(32),
    "AUDIT_KEY": secrets.token_hex(32),
    "ALLOWED_HOSTS": "127.0.0.1",
    "BASE_URL": "https://127.0.0.1",
    "PROXIES": "1",
    "EMAIL_URL": "smtp://127.0.0.1:1",
    "DJANGO_SETTINGS_MODULE": "callout.settings",
}


@contextmanager
def prepared(*, addons: str, modules: str = "", url: str | None = None) -> Iterator[None]:
    """Django set up with the addons and an empty database: where `url` or DATABASE_URL points to
    one, beside it in the same server; else SQLite. The database and its folder go at the end."""
    with tempfile.TemporaryDirectory(prefix="callout-bench-") as data:
        given = {"DATA": data, "ADDONS": addons, "ADDON_MODULES": modules}
        # Servers find their bytecode, as where scripts/setup has run, whatever this machine says.
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        given["PYTHONPYCACHEPREFIX"] = str(Path(data) / "bytecode")
        os.environ |= PRODUCTION | given
        if url is not None:
            os.environ["DATABASE_URL"] = url
        import django  # the environment is set only now

        django.setup()
        # What is built here is not worth a line each.
        logging.disable(logging.WARNING)
        from django.core.management import call_command
        from django.db import connection

        call_command("collectstatic", verbosity=0, interactive=False)
        # The tables as the models have them: quicker than all migrations, one by one.
        connection.settings_dict["TEST"]["MIGRATE"] = False
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        # What is started from here works on the same database.
        os.environ["DATABASE_URL"] = address_of(connection)
        try:
            yield
        finally:
            connection.close()
            connection.creation.destroy_test_db(connection.settings_dict["NAME"], verbosity=0)


def address_of(connection: object) -> str:
    at = connection.settings_dict  # type: ignore[attr-defined]
    if connection.vendor == "sqlite":  # type: ignore[attr-defined]
        return f"sqlite:///{at['NAME']}"
    return f"postgres://{at['USER']}:{at['PASSWORD']}@{at['HOST']}:{at['PORT']}/{at['NAME']}"


def analyze() -> None:
    """Statistics of the new rows, which a running database would have."""
    from django.db import connection  # Django is set up by now

    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
