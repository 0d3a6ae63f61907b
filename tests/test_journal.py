"""The log has one line for each request and each change, which lead to the events and no further."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from structlog.testing import capture_logs

from addons.base.workflow import Door
from addons.base.workflow.doors import perform
from addons.base.workflow.errors import DoorError
from tests.dummy.flow import ParcelFlow
from tests.live_support import make_parcel, make_user

pytestmark = pytest.mark.django_db(transaction=True)


def lines(logged: list[Any], event: str) -> list[Any]:
    return [line for line in logged if line["event"] == event]


def test_a_request_is_told_by_its_route_and_never_by_its_address():
    with capture_logs() as logged:
        answer = Client().get("/accounts/password/reset/key/7-secret-of-ann/?token=of-ann")
    (line,) = lines(logged, "request")
    assert line["method"] == "GET" and line["status"] == answer.status_code
    assert "reset" in line["route"] and line["milliseconds"] >= 0
    assert "of-ann" not in str(logged)


def test_the_id_that_came_is_in_the_answer_and_an_odd_one_is_not():
    client = Client()
    kept = client.get("/healthz", headers={"X-Request-ID": "from-the-proxy-1"})
    assert kept["X-Request-ID"] == "from-the-proxy-1"
    odd = client.get("/healthz", headers={"X-Request-ID": "two\twords"})
    assert len(odd["X-Request-ID"]) == 32


def test_a_change_is_told_with_its_event_and_a_refusal_with_its_code():
    ann = make_user("ann")
    with capture_logs() as logged:
        parcel = make_parcel(ann, "mine")
    (line,) = lines(logged, "changed")
    assert (line["flow"], line["record_id"]) == (parcel.record_type, str(parcel.pk))
    assert len(line["events"]) == 1 and "mine" not in str(line)
    with capture_logs() as logged, pytest.raises(DoorError):
        perform(parcel, ParcelFlow.give_back, actor=make_user("eve"), via=Door.REST)
    (line,) = lines(logged, "refused")
    assert (line["transition"], line["code"]) == ("give_back", "not_found")
