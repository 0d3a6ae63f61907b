"""A provider's data, given out and forgotten; and the pictures everybody sees."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from wagtail.images import get_image_model
from wagtail.models import Collection

from addons.base.file_types import WrongFile
from addons.base.points import PERSONAL
from addons.providers.models import Provider
from addons.providers.pictures import MOST_PICTURES, add_to_portfolio, publish

from .arrange import CENTRE, EVERY_DAY, applicant, category, change, offer, provider, work

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def library(db, settings, tmp_path):
    """Wagtail's root collection, which a migration makes, and a folder for the files."""
    settings.MEDIA_ROOT = tmp_path
    if not Collection.get_first_root_node():
        Collection.add_root(name="Root")


def photo(*, size: tuple[int, int] = (40, 30), comment: bytes = b"") -> SimpleUploadedFile:
    out = BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "taken at home"
    Image.new("RGB", size, "teal").save(out, format="JPEG", exif=exif, comment=comment)
    return SimpleUploadedFile("../me at home.jpg", out.getvalue())


def test_a_published_picture_is_redrawn_under_a_random_name():
    made = publish(photo(comment=b"secret"), title="Me", by=provider().user)
    assert "home" not in made.file.name
    content = Path(made.file.path).read_bytes()
    assert b"secret" not in content and b"taken at home" not in content
    assert Image.open(BytesIO(content)).size == (40, 30)


def test_only_pictures_are_published():
    for content in (b"<svg onload=alert(1)>", b"%PDF-1.7", b"plain"):
        with pytest.raises(WrongFile):
            publish(SimpleUploadedFile("a.jpg", content), title="A", by=provider().user)
    assert not get_image_model().objects.exists()


def test_a_portfolio_keeps_its_order_and_has_an_end(client):
    one = provider()
    pictures = [add_to_portfolio(one, photo(), caption=str(n)) for n in range(MOST_PICTURES)]
    with pytest.raises(WrongFile, match="full"):
        add_to_portfolio(one, photo())
    shown = client.get(f"/api/v1/providers/{one.pk}/").json()
    assert shown["portfolio"] == [picture.image.file.url for picture in pictures]


def test_a_photo_is_shown_everywhere(client):
    one = provider()
    image = publish(photo(), title="Me", by=one.user)
    change(one, photo=image.pk)
    [row] = client.get("/api/v1/providers/").json()["results"]
    assert row["photo"] == image.file.url


def test_everything_kept_of_a_provider_is_given_out():
    one = change(provider(display_name="Raj"), bio="Leaks", languages=["hi"])
    offer(one, category())
    work(one, [0], "00:00-24:00")
    add_to_portfolio(one, photo(), caption="A tap")
    [given] = PERSONAL["providers.Provider"].export(one.user)
    assert (given["display_name"], given["bio"], given["latitude"]) == ("Raj", "Leaks", CENTRE[0])
    assert given["working_hours"] == ["Monday 00:00-24:00"]
    assert given["portfolio"][0]["caption"] == "A tap"


def test_a_forgotten_provider_is_nobody_and_nowhere(client, django_capture_on_commit_callbacks):
    one = change(provider(display_name="Raj Verma"), bio="Leaks", languages=["hi"])
    change(one, photo=publish(photo(), title="Me", by=one.user).pk)
    work(one, EVERY_DAY, "00:00-24:00")
    add_to_portfolio(one, photo(), caption="A tap")
    files = [Path(image.file.path) for image in get_image_model().objects.all()]
    with django_capture_on_commit_callbacks(execute=True):
        PERSONAL["providers.Provider"].erase(one.user)
    left = Provider.objects.get(pk=one.pk)
    assert (left.state, left.latitude, left.cell, left.photo) == ("suspended", None, None, None)
    rows = str(list(Provider.objects.values())) + str(list(Provider.history.values()))
    assert "Raj" not in rows and "Leaks" not in rows and str(CENTRE[0]) not in rows
    assert not get_image_model().objects.exists()
    assert len(files) == 2 and not any(file.exists() for file in files)
    assert client.get("/api/v1/providers/").json()["count"] == 0


def test_who_is_no_provider_has_nothing_to_forget():
    other = applicant()
    erase = PERSONAL["providers.Provider"].erase
    erase(provider().user)
    assert Provider.objects.get(pk=other.pk).display_name == other.display_name
