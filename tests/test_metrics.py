"""What Prometheus reads, and who may."""

from __future__ import annotations

from ipaddress import ip_network

import pytest
from django.test import Client, override_settings
from django.utils import timezone

from addons.base import clock
from addons.base.counters import count_request
from addons.base.live.process import observe_lag
from addons.base.models import Event
from addons.base.workflow import Door
from addons.base.workflow.doors import perform
from addons.base.workflow.errors import DoorError
from tests.dummy.flow import ParcelFlow
from tests.live_support import make_parcel, make_user

pytestmark = pytest.mark.django_db(transaction=True)


def read(**headers: str) -> str:
    answer = Client().get("/metrics", headers=headers)
    assert answer.status_code == 200
    return answer.content.decode()


def value(text: str, line: str) -> float:
    found = [row.rpartition(" ")[2] for row in text.splitlines() if row.startswith(line)]
    return float(found[0]) if found else 0.0


def test_requests_and_transitions_are_counted_by_what_became_of_them():
    ann, before = make_user("ann"), read()
    parcel = make_parcel(ann, "mine")
    with pytest.raises(DoorError):
        perform(parcel, ParcelFlow.give_back, actor=make_user("eve"), via=Door.REST)
    after = read()
    refused = (
        f'callout_changes_total{{flow="{parcel.record_type}",result="not_found",'
        'transition="give_back"}'
    )
    assert value(after, refused) == value(before, refused) + 1
    done = [row for row in after.splitlines() if row.startswith("callout_changes_total")]
    assert any(parcel.record_type in row and 'result="done"' in row for row in done)
    asked = 'callout_request_seconds_count{method="GET",route="metrics",status="200"}'
    assert value(after, asked) >= value(before, asked) + 1


def test_it_says_how_far_the_work_in_rows_is():
    text = read()
    for name in ("effects_late_seconds", "schedules_late_seconds", "worker_ping_age_seconds"):
        assert f"\ncallout_{name} " in text
    assert 'callout_effects{state="given_up"} 0.0' in text
    assert "callout_sockets_open" in text and "callout_event_tail_seconds" in text


def test_a_word_that_is_no_method_makes_no_line_of_its_own():
    count_request(method="SPLIT", route="unknown", status=405, seconds=0.1)
    text = read()
    assert "SPLIT" not in text and 'method="other"' in text


@override_settings(PROXIES=1)
def test_only_listed_addresses_may_read_it():
    def status(address: str) -> int:
        return Client().get("/metrics", headers={"X-Forwarded-For": address}).status_code

    assert [status("127.0.0.1"), status("203.0.113.7"), status("nonsense")] == [200, 404, 404]
    with override_settings(METRICS_FROM=(ip_network("203.0.113.0/24"),)):
        assert [status("127.0.0.1"), status("203.0.113.7")] == [404, 200]


async def test_the_lag_is_counted_in_the_loop_without_asking_the_database(monkeypatch):
    monkeypatch.setattr(clock, "_read_at", float("-inf"))
    observe_lag([Event(at=timezone.now())])
