"""A small house full of people who have written markup and formulas into every field."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import models, transaction
from django.db.models.functions import Cast, Concat
from wagtail.models import Collection, Locale, Page, Site

from addons.base.points import SEEDS

SCRIPT = "<script>alert(1)</script>"
WRITTEN = f"=1+1\"'>{SCRIPT}"
# Fields whose words come from people; the others hold keys, codes and addresses of pages.
WORDS = {
    *("address", "area", "bio", "caption", "city", "description", "display_name", "label", "legal"),
    *("line", "name", "rating_description", "reason", "reject_reason", "tagline", "text", "title"),
}
NOT_PEOPLES = {
    *("base.KnownState", "base.ScheduleRun", "notifications.NotificationTemplate"),
    # The database refuses any change of them: the books' words are the house's, and who is on an
    # invoice stands there as they were called then.
    *("ledger.Transfer", "billing.Parties"),
}
PEOPLE = {
    "customer": "asha@example.com",
    "provider": "raj@example.com",
    "dispatcher": "dispatcher@example.com",
    "administrator": "admin@example.com",
}


@pytest.fixture(scope="module")
def house(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock(), transaction.atomic():
        first_pages()
        call_command("demo", scale=0.02, stdout=io.StringIO())
        for model in apps.get_models():
            write_into(model)
        yield
        transaction.set_rollback(True)


def first_pages() -> None:
    """What Wagtail's migrations make, without which tests run."""
    Locale.objects.get_or_create(language_code="en")
    Collection.get_first_root_node() or Collection.add_root(name="Root")
    root = Page.get_first_root_node() or Page.add_root(instance=Page(title="Root", slug="root"))
    welcome = root.add_child(instance=Page(title="Welcome", slug="home"))
    Site.objects.all().delete()
    Site.objects.create(hostname="localhost", root_page=welcome, is_default_site=True)
    Site.clear_site_root_paths_cache()
    for seed in SEEDS.values():
        seed()


def write_into(model: type[models.Model]) -> None:
    """What somebody might have written into each row of ours."""
    ours = model._meta.app_config.name in {addon.module for addon in settings.ADDONS}
    if not ours or model._meta.label in NOT_PEOPLES or not model._meta.managed:
        return
    words = [f for f in model._meta.local_concrete_fields if f.name in WORDS and not f.choices]
    text = Concat(models.Value(WRITTEN), Cast("pk", models.CharField()))
    if words:
        # Past the doors: also what older versions let in must not be drawn as markup.
        models.QuerySet(model).update(**{each.name: text for each in words})
