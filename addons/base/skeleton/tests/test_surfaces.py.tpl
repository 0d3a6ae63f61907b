"""The pages, the API, the schedule and the notice: each once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from addons.base import clock
from addons.base.models import EffectRun
from addons.base.points import PERSONAL, SCHEDULES
from addons.base.workflow import Door
from addons.base.workflow.doors import perform
from addons.$name.demo import make
from addons.$name.flow import ${Record}Flow
from addons.$name.models import $Record

SIGNED_IN_BY = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def at_home(client, ann):
    client.force_login(ann, SIGNED_IN_BY)
    return client


def test_a_person_begins_one_and_finds_it(at_home):
    assert at_home.post("/$name/", {"title": ""}).status_code == 422
    page = at_home.post("/$name/", {"title": "Roof"}, follow=True)
    assert page.status_code == 200
    assert "Roof" in at_home.get("/$name/").content.decode()


def test_a_person_finishes_theirs(at_home, $record):
    address = $record.get_absolute_url()
    assert "do/finish/" in at_home.get(address).content.decode()
    at_home.post(f"{address}do/finish/", {"result": "Good.", "version": $record.version})
    assert $Record.objects.get(pk=$record.pk).result == "Good."


def test_a_stranger_finds_nothing(client, bob, $record):
    client.force_login(bob, SIGNED_IN_BY)
    assert client.get($record.get_absolute_url()).status_code == 404


def test_staff_find_it_in_the_console(client, ada, $record):
    client.force_login(ada, SIGNED_IN_BY)
    assert "Roof" in client.get("/admin/$name/$model/").content.decode()
    assert client.get(f"/admin/$name/$model/{$record.pk}/").status_code == 200


def test_the_api_gives_it(at_home, $record):
    assert at_home.get(f"/api/v1/$path/{$record.pk}/").json()["title"] == "Roof"


def test_it_lapses_when_nobody_finishes_it($record):
    with clock.travelled(timedelta(days=31)):
        assert SCHEDULES["$name.let_lapse"].run() == 1


def test_its_owner_is_told(ann, $record):
    data = {"result": ""}
    perform($record, ${Record}Flow.finish, actor=ann, data=data, via=Door.PORTAL)
    assert EffectRun.objects.filter(effect="$name.done.notice.finish").count() == 1


def test_the_demo_has_some(ann, bob):
    make(scale=1)
    assert $Record.objects.count() == 2


def test_its_owner_is_given_all_of_it_and_forgotten(ann, $record):
    personal = PERSONAL["$name.$Record"]
    assert [row["title"] for row in personal.export(ann)] == ["Roof"]
    personal.erase(ann)
    assert [row["title"] for row in personal.export(ann)] == [""]
