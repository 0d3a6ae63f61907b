"""The public pages: built from blocks, in the reader's language, safe to draw."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.test import Client
from wagtail.models import Locale, Page, Site

from addons.base.points import PERSONAL
from addons.base.policies import forget
from addons.providers.tests.arrange import EVERY_DAY, category, offer, provider, work
from addons.website.models import BrandSettings, HelpPage, HomePage
from addons.website.pages import ensure_home
from addons.website.points import BLOCKS
from addons.website.rich_text import clean, drawn

pytestmark = pytest.mark.django_db


@pytest.fixture
def home() -> HomePage:
    """As after the first migrate: Wagtail's page has made room."""
    Locale.objects.get_or_create(language_code="en")
    # Tests run without migrations, which make Wagtail's first pages.
    root = Page.get_first_root_node() or Page.add_root(instance=Page(title="Root", slug="root"))
    welcome = root.add_child(instance=Page(title="Welcome", slug="home"))
    Site.objects.all().delete()
    Site.objects.create(hostname="localhost", root_page=welcome, is_default_site=True)
    Site.clear_site_root_paths_cache()
    found = ensure_home()
    assert found is not None
    return found


@pytest.fixture(autouse=True)
def fresh_settings() -> Any:
    forget()
    yield
    forget()


def html(client: Client, url: str = "/", **headers: str) -> str:
    response = client.get(url, headers=headers)
    assert response.status_code == 200
    return response.content.decode()


def test_a_new_site_has_a_front_door_with_a_search(client: Client, home: HomePage) -> None:
    category(name="Leak repair")
    text = html(client)
    assert 'action="/providers/"' in text and "Leak repair" in text


def test_a_page_that_people_made_is_left_alone(home: HomePage) -> None:
    home.body = [("steps", {"title": "Ours", "items": []})]
    home.save()
    assert ensure_home() == home
    assert HomePage.objects.get().body[0].block_type == "steps"


def test_the_banner_shows_who_is_free_and_the_tiles_their_prices(
    client: Client, home: HomePage
) -> None:
    ravi = provider(display_name="Ravi Sharp")
    offer(ravi, category(name="Leak repair"), 450)
    work(ravi, EVERY_DAY, "00:00-00:00")
    text = html(client)
    assert "Ravi Sharp" in text and "1 on duty" in text and "from ₹450.00" in text


def test_every_block_that_comes_along_is_drawn(client: Client, home: HomePage) -> None:
    line = {"title": "A & B", "text": "One <two>"}
    home.body = [
        ("services", {"title": "Services", "lead": "", "all": "All"}),
        ("steps", {"title": "Steps", "items": [line]}),
        ("facts", {"title": "Facts", "items": [line | {"icon": "tools"}]}),
        ("questions", {"title": "Questions", "items": [{"question": "Q?", "answer": "<b>A</b>"}]}),
        ("text", {"title": "Text", "text": "<p>Hello <a onclick='x()' href='/a/'>you</a></p>"}),
        ("call", {"title": "Call", "text": "", "button": "Go", "url": "/providers/apply/"}),
    ]
    home.save()
    text = html(client)
    for part in (
        "A &amp; B",
        "One &lt;two&gt;",
        "&lt;b&gt;A",
        '<a href="/a/"',
        "/providers/apply/",
    ):
        assert part in text
    assert "onclick" not in text


def test_a_block_whose_addon_is_gone_breaks_no_page(client: Client, home: HomePage) -> None:
    home.body = [{"type": "gone", "value": {}}, {"type": "steps", "value": {"title": "Steps"}}]
    HomePage.objects.filter(pk=home.pk).update(body=home.body)
    assert "Steps" in html(client)


def test_readers_get_the_page_in_their_language(client: Client, home: HomePage) -> None:
    hindi = HomePage(title="घर", slug="hi", language="hi", body=[("steps", {"title": "तीन कदम"})])
    home.add_child(instance=hindi)
    assert "तीन कदम" in html(client, **{"accept-language": "hi"})
    assert "तीन कदम" not in html(client, **{"accept-language": "ar"})


def test_help_stands_at_the_foot_of_every_page(client: Client, home: HomePage) -> None:
    assert "Ask us" not in html(client, "/providers/")
    home.add_child(instance=HelpPage(title="Ask us", slug="help", body="<p>Ring us.</p>"))
    assert '<a href="/help/">Ask us</a>' in html(client, "/providers/")
    assert "Ring us." in html(client, "/help/")


BAD = '<p onclick="x()" style="a" hx-get="/x/">Hi<script>x()</script><a href="javascript:x()">y</a></p>'


@pytest.mark.parametrize("cleaned", [clean, drawn])
def test_rich_text_keeps_words_and_drops_what_acts(cleaned: Any) -> None:
    text = cleaned(BAD)
    assert "Hi" in text
    for part in ("onclick", "style", "hx-get", "script", "javascript"):
        assert part not in text


def test_links_to_pages_survive_cleaning(home: HomePage) -> None:
    stored = clean(f'<p><a linktype="page" id="{home.pk}">Home</a></p>')
    assert 'href="/"' in drawn(stored)


def test_a_help_page_is_cleaned_when_it_is_saved(home: HomePage) -> None:
    page = home.add_child(instance=HelpPage(title="Ask us", slug="help", body=BAD))
    assert "onclick" not in HelpPage.objects.get(pk=page.pk).body


@pytest.mark.parametrize(
    "url", ["javascript:x()", "//evil.example", "https://evil.example", "/\\x"]
)
def test_a_call_leads_nowhere_but_to_this_site(url: str) -> None:
    block = BLOCKS["call"]()
    with pytest.raises(ValidationError):
        block.clean(block.to_python({"title": "T", "button": "B", "url": url, "text": ""}))


def test_blocks_never_enter_a_migration() -> None:
    field = HomePage._meta.get_field("body")
    _name, path, args, kwargs = field.deconstruct()  # type: ignore[union-attr]
    assert (path, list(args)) == ("addons.website.stream.OpenStreamField", [])
    assert "block_lookup" not in kwargs


# --- the brand -------------------------------------------------------------------------------


def test_a_readable_brand_is_on_every_page(client: Client, home: HomePage) -> None:
    brand = BrandSettings(name="Fixit", colour="#7a1f5c", legal="Fixit Ltd", support_phone="+911")
    brand.full_clean()
    brand.save()
    text = html(client, "/providers/")
    for part in ("· Fixit", "--brand: #7a1f5c", "--on-brand: #ffffff", "Fixit Ltd", "tel:+911"):
        assert part in text


@pytest.mark.parametrize(("field", "colour"), [("colour", "#62ccd4"), ("colour_dark", "#0b5d68")])
def test_a_colour_that_is_hard_to_read_is_refused_with_the_nearest_that_is_not(
    field: str, colour: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        BrandSettings(**{field: colour}).full_clean()
    shade = refused.value.message_dict[field][0].rsplit(" ", 1)[1].rstrip(".")
    assert shade != colour
    BrandSettings(**{field: shade}).full_clean()


@pytest.mark.parametrize("colour", ["red", "#fff", "#12345g", "#000;}x{"])
def test_what_is_no_colour_is_refused(colour: str) -> None:
    with pytest.raises(ValidationError):
        BrandSettings(colour=colour).full_clean()


def test_only_administrators_change_the_brand(client: Client, home: HomePage) -> None:
    user = get_user_model().objects.create_user(email="s@example.com", name="S", is_staff=True)
    client.force_login(user)
    brand = BrandSettings.objects.create(name="Ours")
    address = f"/admin/settings/website/brandsettings/{brand.pk}/"
    assert client.post(address, {"name": "Theirs"}).status_code in (302, 403)
    assert BrandSettings.objects.get().name == "Ours"


def test_a_person_forgotten_leaves_their_pages_behind(home: HomePage) -> None:
    user = get_user_model().objects.create_user(email="e@example.com", name="Ed")
    HomePage.objects.filter(pk=home.pk).update(owner=user)
    personal = PERSONAL["website.HomePage"]
    assert [row["id"] for row in personal.export(user)] == [home.pk]
    personal.erase(user)
    assert HomePage.objects.get().owner is None
