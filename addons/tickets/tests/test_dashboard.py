"""The desk's figures: what is counted when, and that page and API say the same."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest
from django.test import Client
from django.urls import reverse

from addons.base.testing.people import make_person
from addons.tickets.console_dashboard import trend
from addons.tickets.figures import dashboard
from addons.tickets.flow import TicketFlow
from addons.tickets.schedules import watch_targets

from .conftest import act, ask, write, write_to_us

pytestmark = pytest.mark.django_db


def pages_of(person):
    client = Client()
    client.force_login(person, "allauth.account.auth_backends.AuthenticationBackend")
    return client


def settle(ticket, kim, alice, *, stars):
    write(ticket, kim, "Here")
    act(ticket, TicketFlow.start, kim)
    act(ticket, TicketFlow.resolve, kim, summary="Done", resolution_type="solved")
    act(ticket, TicketFlow.rate, alice, stars=stars)


def test_a_figure_stands_beside_what_it_was_before(kim, alice, later):
    settle(ask(alice), kim, alice, stars=2)
    with later(days=40):
        settle(ask(alice), kim, alice, stars=4)
        ask(alice)
        overall = dashboard()["overall"]
    assert overall["satisfaction"] == {"value": 4.0, "before": 2.0}
    assert overall["created"] == {"value": 2.0, "before": 1.0}
    assert (overall["active"], overall["active_before"]) == (1, 0)


def test_what_is_due_and_still_owed_counts_as_late_before_any_sweep(ticket, kim, later):
    with later(hours=5):
        # The first answer is missed and nobody has noted it; the resolution has time.
        assert dashboard()["overall"]["on_time_percent"]["value"] == 0
        watch_targets()
        assert dashboard()["overall"]["on_time_percent"]["value"] == 0
        write(ticket, kim, "Sorry")
        assert dashboard()["overall"]["on_time_percent"]["value"] == 0


def test_a_late_answer_that_no_sweep_has_seen_is_late(ticket, kim, later):
    with later(hours=5):
        write(ticket, kim, "Sorry")
        assert dashboard()["overall"]["on_time_percent"]["value"] == 0


def test_each_week_has_its_own_figures(kim, alice, later):
    settle(ask(alice), kim, alice, stars=5)
    with later(days=14):
        ask(alice)
        weeks = dashboard()["weeks"]
    assert len(weeks) == 12
    assert [week["created"] for week in weeks[-3:]] == [1, 0, 1]
    assert [week["satisfaction"] for week in weeks[-3:]] == [5.0, None, None]
    assert all(
        after["since"] - before["since"] == timedelta(days=7) for before, after in pairwise(weeks)
    )


def test_page_and_api_say_the_same(kim, lee, max_, alice):
    settle(ask(alice), kim, alice, stars=4)
    ask(alice, priority="high")
    write_to_us(alice)
    pages = pages_of(max_)
    told = pages.get("/api/v1/support/dashboard/").json()
    answer = pages.get(reverse("support-dashboard:index"))
    assert answer.status_code == 200
    page = answer.context["told"]
    for name in ("queued", "enquiries", "overall", "agents", "teams", "categories"):
        assert page[name] == told[name], name
    assert [week["created"] for week in page["weeks"]] == [w["created"] for w in told["weeks"]]
    html = answer.content.decode()
    for words in ("Kim", "Lee", "Payment", "Support", "<svg", "4.0", "100 %"):
        assert words in html


def test_it_is_for_those_who_may_by_either_way(desk, alice):
    for role, status in (("support_agent", 200), ("dispatcher", 403), ("finance", 403)):
        pages = pages_of(make_person(role, roles=(role,)))
        assert pages.get("/api/v1/support/dashboard/").status_code == status
        found = pages.get(reverse("support-dashboard:index")).status_code
        assert (found == 200) is (status == 200), role
    assert pages_of(alice).get("/api/v1/support/dashboard/").status_code == 403


@pytest.mark.parametrize(
    ("value", "before", "text"),
    [(3, 2, "+50 %"), (1, 2, "−50 %"), (2, 2, "±0 %"), (2, None, ""), (None, 2, ""), (2, 0, "")],
)
def test_a_trend_is_said_where_there_is_something_to_compare_with(value, before, text):
    assert trend(value, before) == text


def test_an_empty_desk_has_a_page_too(max_):
    assert pages_of(max_).get(reverse("support-dashboard:index")).status_code == 200
