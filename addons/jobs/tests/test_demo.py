"""The demo's open work, made as `manage.py demo` makes it."""

from __future__ import annotations

import pytest
from wagtail.models import Collection

from addons.accounts import demo as people
from addons.base import clock
from addons.base.events.owe import effects_recorded_only
from addons.catalog import demo as catalog
from addons.jobs import demo
from addons.jobs.models import Job
from addons.providers import demo as providers
from addons.providers.models import Provider

pytestmark = [pytest.mark.slow, pytest.mark.django_db]


def test_open_work_never_comes_to_those_who_are_to_be_free():
    Collection.add_root(name="Root")  # where pictures lie; a migration makes it
    with effects_recorded_only():
        for part in (people, catalog, providers):
            part.make(scale=1)
        demo.Life().leave_open(clock.now())
    spared = Provider.objects.filter(user__email__in=demo.SPARED)
    assert spared.count() == len(demo.SPARED)
    assert Job.objects.count() > 5
    for job in Job.objects.all():
        assert not spared.offering(job.category).exists()
