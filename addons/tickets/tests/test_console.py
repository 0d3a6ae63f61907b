"""The desk in the console: lists, the board, a ticket's page, and what the office sets up."""

from __future__ import annotations

import pytest
from django.test import Client

from addons.base.surfaces.console.record import next_states
from addons.base.surfaces.console.sites import viewset_of
from addons.tickets.flow import TicketFlow
from addons.tickets.models import AgentProfile, ServiceCalendar, ServicePolicy, Ticket
from addons.tickets.picking import free_agents, likely_tickets
from addons.tickets.schedules import reckon_anew

from .conftest import act, again, ask, clock_of, write

pytestmark = pytest.mark.django_db

SIGNED_IN_BY = "allauth.account.auth_backends.AuthenticationBackend"


def pages_of(person):
    client = Client()
    client.force_login(person, SIGNED_IN_BY)
    return client


@pytest.fixture
def desk_pages(kim):
    return pages_of(kim)


@pytest.fixture
def viewset():
    return viewset_of(Ticket)


def read(client, url, status=200):
    answer = client.get(url)
    assert answer.status_code == status, url
    return answer.content.decode()


def test_lists_board_and_views_show_the_ticket(ticket, desk_pages, viewset):
    for name in ("index", "board"):
        assert ticket.subject in read(desk_pages, viewset.url(name))
    index = viewset.url("index")
    assert ticket.number not in read(desk_pages, f"{index}?view=unassigned")
    assert ticket.number in read(desk_pages, f"{index}?view=under_way")
    for view in ("urgent", "breaching", "waiting"):
        read(desk_pages, f"{index}?view={view}")


def test_its_page_shows_thread_promises_and_what_it_has_to_do_with(
    ticket, kim, alice, desk_pages, viewset
):
    write(ticket, kim, "Only among us", internal=True)
    write(ticket, alice, "Hello?")
    other = ask(alice, subject="Another thing", related=f"tickets.ticket:{ticket.pk}")
    act(ticket, TicketFlow.link, kim, ticket=other.pk)
    ServicePolicy.objects.update(first_response=60)
    reckon_anew()
    page = read(desk_pages, viewset.record_url(ticket.pk))
    for text in ("Only among us", "Hello?", "Another thing", "First answer", "do/start/"):
        assert text in page
    assert ticket.number in read(desk_pages, viewset.record_url(other.pk))


def test_the_way_ahead_stands_in_the_order_of_a_tickets_life(ticket):
    assert ticket.state == "assigned"
    ahead = [state.key for state in next_states(ticket)]
    assert ahead == ["in_progress", "waiting", "closed", "open"]


def test_an_agent_answers_from_the_page(ticket, desk_pages, viewset, kim):
    from addons.tickets.saying import thread_of

    url = f"/admin/chat/conversation/{thread_of(ticket).pk}/say/"
    assert desk_pages.post(url, {"text": "On it"}).status_code in (200, 303)
    assert not clock_of(ticket, "first_response").is_running


def test_a_step_is_taken_by_its_dialog(ticket, desk_pages, viewset):
    url = viewset.url("do", ticket.pk, "start")
    read(desk_pages, url)
    assert desk_pages.post(url, {}).status_code == 303
    resolve = viewset.url("do", ticket.pk, "resolve")
    read(desk_pages, resolve)
    assert desk_pages.post(resolve, {"summary": ""}).status_code == 422
    done = {"summary": "Done", "resolution_type": "solved", "notes": ""}
    assert desk_pages.post(resolve, done).status_code == 303
    assert again(ticket).state == "resolved"


def test_who_chooses_sees_first_who_is_free_and_what_is_likely(ticket, kim, lee, alice, bob):
    ask(bob, subject="Another one's")
    mine = ask(alice, subject="My other one")
    people = type(kim).objects.filter(pk__in=[kim.pk, lee.pk])
    AgentProfile.objects.filter(person=kim).update(availability="away")
    hits = list(free_agents(ticket, people, 5))
    assert [person for person, _hint in hits] == [lee, kim]
    assert "Available" in hits[0][1]
    (first, hint), second = likely_tickets(ticket, Ticket.objects.all(), 5)
    assert (first, second[0].customer) == (mine, bob)
    assert hint.startswith("My other one")


def test_an_agent_writes_down_a_call(kim, bob, desk_pages, viewset):
    url = viewset.url("add")
    read(desk_pages, url)
    data = {
        "subject": "Called",
        "description": "No water.",
        "category": "payment",
        "priority": "high",
        "customer": bob.pk,
        "source": "phone",
    }
    assert desk_pages.post(url, data).status_code == 303
    made = Ticket.objects.get()
    assert (made.customer, made.source) == (bob, "phone")


def test_leads_set_up_hours_and_a_mistake_is_said(max_, kim):
    pages = pages_of(max_)
    url = "/admin/tickets/calendars/new/"
    read(pages, url)
    data = {
        "name": "Berlin",
        "time_zone": "Europe/Berlin",
        "hours": "mon-fri 9",
        "days_off": "",
        "country": "DE",
    }
    assert pages.post(url, data).status_code == 200
    assert not ServiceCalendar.objects.filter(name="Berlin").exists()
    assert pages.post(url, data | {"hours": "mon-fri 09:00-17:00"}).status_code == 302
    assert ServiceCalendar.objects.filter(name="Berlin").exists()
    for name in ("categories", "teams", "agents", "service-levels", "calendars"):
        read(pages, f"/admin/tickets/{name}/")
        read(pages_of(kim), f"/admin/tickets/{name}/")
        assert pages_of(kim).get(f"/admin/tickets/{name}/new/").status_code in (302, 403)
