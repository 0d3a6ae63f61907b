"""The demo's sixty tickets, made as `manage.py demo` makes them."""

from __future__ import annotations

from collections import Counter

import pytest
from django.db import transaction

from addons.accounts import demo as people
from addons.base.events.chain import breaks_in
from addons.base.events.copies import copy_rows
from addons.base.events.owe import effects_recorded_only
from addons.base.events.verify import breaks
from addons.base.models import Event
from addons.base.points import CHECKS
from addons.tickets import demo
from addons.tickets.models import AgentProfile, Clock, Enquiry, Ticket
from addons.tickets.seeds import seed_desk
from addons.tickets.states import Resolution

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def business(django_db_setup, django_db_blocker):
    """Once for the whole module: it is only read."""
    with django_db_blocker.unblock(), transaction.atomic():
        seed_desk()
        with effects_recorded_only():
            people.make(scale=1)
            demo.make(scale=1)
        yield
        transaction.set_rollback(True)


# Before the others, which have the whole business beside them.
def test_a_tenth_of_it_is_made_too(db):
    seed_desk()
    with effects_recorded_only():
        people.make(scale=0.1)
        demo.make(scale=0.1)
    assert Ticket.objects.count() == 6


def test_sixty_tickets_in_every_state_and_both_agents_with_as_much_work(business):
    states = Counter(Ticket.objects.values_list("state", flat=True))
    assert sum(states.values()) == 60
    assert set(states) == {"open", "assigned", "in_progress", "waiting", "resolved", "closed"}
    load = {p.person.email: p.load for p in AgentProfile.objects.with_load()}
    assert load["agent@example.com"] == load["agent2@example.com"] > 0
    available = AgentProfile.objects.at_work().values_list("person__email", "limit")
    assert set(available) == {("agent@example.com", 50), ("agent2@example.com", 50)}
    assert not Ticket.objects.filter(customer__email__in=demo.AT_REST).exists()


def test_some_write_without_a_ticket_and_each_agent_has_one_of_them(business):
    states = Enquiry.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == ["ended", "ended", "assigned", "assigned"]
    assert set(Enquiry.objects.going_on().values_list("agent__email", flat=True)) == {
        "agent@example.com",
        "agent2@example.com",
    }


def test_their_histories_are_whole_and_told_in_order(business):
    for ticket in Ticket.objects.all():
        stream = list(Event.objects.of(ticket).order_by("sequence"))
        assert not list(breaks_in(stream, head=(ticket.version, ticket.chain)))
        moments = [event.at for event in stream]
        assert moments == sorted(moments), ticket
    kinds = Ticket.objects.exclude(resolution_type="").values_list("resolution_type", flat=True)
    assert len(set(kinds)) >= len(Resolution) - 1
    assert Clock.objects.exclude(breached_at=None).exists()
    assert Ticket.objects.filter(reopened__gt=0).exists()
    assert Ticket.objects.exclude(satisfaction=None).exists()


def test_it_is_copied_for_measuring_and_holds(business):
    closed = Ticket.objects.closed().count()
    copy_rows(demo.copied(), times=2)
    assert Ticket.objects.count() == 60 + 2 * closed
    assert list(breaks()) == []
    mine = [check for name, check in CHECKS.items() if name.startswith("tickets.")]
    assert [sentence for check in mine for sentence in check()] == []
