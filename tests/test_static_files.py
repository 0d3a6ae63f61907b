"""Static files are small on the wire, and asked for again only when they have changed."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.files.storage import FileSystemStorage
from django.test import Client, RequestFactory
from whitenoise.storage import CompressedManifestStaticFilesStorage

from callout.staticfiles import StaticFiles

STYLES = "theme/tokens.css"
GZIP = {"Accept-Encoding": "gzip, br"}
A_YEAR = 31_536_000


@pytest.fixture
def styles() -> bytes:
    return Path(str(finders.find(STYLES))).read_bytes()


def test_a_text_goes_out_compressed_to_who_can_read_it(client: Client, styles: bytes):
    answer = client.get(f"/static/{STYLES}", headers=GZIP)
    assert (answer["Content-Encoding"], answer["Vary"]) == ("gzip", "Accept-Encoding")
    assert int(answer["Content-Length"]) == len(answer.content) < len(styles) / 2
    assert gzip.decompress(answer.content) == styles


def test_who_cannot_read_it_gets_the_file_as_it_is(client: Client, styles: bytes):
    answer = client.get(f"/static/{STYLES}")
    assert "Content-Encoding" not in answer
    assert answer.content == styles


def test_a_picture_stays_as_it_is(client: Client):
    assert "Content-Encoding" not in client.get("/static/theme/app/icon-192.png", headers=GZIP)


def test_what_has_not_changed_is_not_sent_again(client: Client):
    first = client.get(f"/static/{STYLES}", headers=GZIP)
    known = GZIP | {"If-Modified-Since": first["Last-Modified"]}
    again = client.get(f"/static/{STYLES}", headers=known)
    assert (again.status_code, again.content) == (304, b"")


def test_production_keeps_files_hashed_compressed_and_for_years(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    settings.WHITENOISE_USE_FINDERS = settings.WHITENOISE_AUTOREFRESH = False
    storage = CompressedManifestStaticFilesStorage(location=str(tmp_path))
    theme = FileSystemStorage(location=finders.find("theme"))
    with theme.open("tokens.css") as file:
        storage.save(STYLES, file)
    # What collectstatic does after it has copied the files.
    list(storage.post_process({STYLES: (storage, STYLES)}))
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
    }
    address = storage.url(STYLES)
    assert address != f"/static/{STYLES}"
    request = RequestFactory(headers=GZIP).get(address)
    answer = StaticFiles(lambda request: pytest.fail("not found"))(request)
    assert answer["Content-Encoding"] == "gzip"
    assert answer["Cache-Control"] == f"max-age={10 * A_YEAR}, public, immutable"
