"""The desk's pages: views, list, ticket, customer, and what stays closed."""

from __future__ import annotations

import pytest

from addons.base.testing.people import make_person
from addons.tickets.flow import TicketFlow
from addons.tickets.tests.conftest import act, again, ask, write

from .conftest import pages_of, seen

pytestmark = pytest.mark.django_db
DESK = "/admin/desk/"


@pytest.fixture
def pages(kim):
    return pages_of(kim)


def read(client, url, status=200):
    answer = client.get(url)
    assert answer.status_code == status, (url, answer.status_code)
    return answer.content.decode()


def test_the_desk_opens_with_what_is_mine_and_every_view_says_how_many_it_holds(ticket, pages, bob):
    page = read(pages, DESK)
    assert ticket.subject in page
    for name in ("mine", "unassigned", "urgent", "breaching", "waiting", "all"):
        read(pages, f"{DESK}?view={name}")
    counts = read(pages, f"{DESK}counts/?view=mine")
    assert counts.count('c-count">1<') == 2  # mine and all


def test_each_view_holds_what_it_says(ticket, kim, lee, pages):
    act(ticket, TicketFlow.start, kim)
    act(again(ticket), TicketFlow.wait, kim)
    for view, is_there in {"mine": True, "waiting": True, "unassigned": False, "all": True}.items():
        assert (ticket.number in read(pages, f"{DESK}results/?view={view}")) is is_there
    assert ticket.number not in read(pages_of(lee), f"{DESK}results/?view=mine")


def test_search_and_filters_are_the_tickets_own(ticket, alice, pages):
    other = ask(alice, subject="A broken window", priority="urgent")
    found = read(pages, f"{DESK}results/?view=all&q=window")
    assert other.number in found and ticket.number not in found
    found = read(pages, f"{DESK}results/?view=all&priority=urgent")
    assert other.number in found and ticket.number not in found
    assert other.number in read(pages, f"{DESK}results/?view=all&of=customer:{alice.pk}")


def test_what_is_about_the_same_record_is_listed_together(ticket, alice, pages):
    other = ask(alice, subject="And this", related=f"tickets.ticket:{ticket.pk}")
    found = read(pages, f"{DESK}results/?view=all&related=tickets.ticket:{ticket.pk}")
    assert other.number in found and ticket.subject not in found


def test_an_opened_ticket_shows_its_thread_and_the_dialogs_of_its_own_page(ticket, kim, pages):
    write(ticket, kim, "Only among us", internal=True)
    thread = read(pages, f"{DESK}{ticket.pk}/")
    assert "Only among us" in thread and ticket.description in thread
    assert f"/admin/tickets/ticket/{ticket.pk}/do/assign/" in thread
    assert 'data-key="a"' in thread and 'data-key="e"' in thread
    assert ticket.subject in read(pages, f"{DESK}?view=all&ticket={ticket.pk}")
    for part in ("head", "log", "customer", "replies"):
        read(pages, f"{DESK}{ticket.pk}/{part}/")


def test_the_customer_stands_beside_with_their_other_tickets(ticket, alice, pages):
    other = ask(alice, subject="Another thing")
    card = read(pages, f"{DESK}{ticket.pk}/customer/")
    assert alice.email in card and other.number in card


def test_a_long_thread_shows_its_end_and_the_rest_when_asked(ticket, kim, pages):
    for number in range(51):
        write(ticket, kim, f"Line {number}.")
    log = read(pages, f"{DESK}{ticket.pk}/log/")
    assert "Line 50." in log and "Line 0." not in log
    assert "Line 0." in read(pages, f"{DESK}{ticket.pk}/log/?all=1")


def test_the_desk_is_for_those_who_answer(ticket, alice):
    dispatcher = make_person("Dot", roles=("dispatcher",))
    for person in (dispatcher, alice):
        for url in (DESK, f"{DESK}{ticket.pk}/", f"{DESK}counts/", "/admin/desk/macros/"):
            assert pages_of(person).get(url).status_code in (302, 403)


def test_where_one_goes_on_after_sending_is_remembered(pages, kim):
    assert 'data-after="next"' in read(pages, DESK)
    assert pages.post(f"{DESK}preference/", {"after_sending": "stay"}).status_code == 204
    assert pages.post(f"{DESK}preference/", {"after_sending": "home"}).status_code == 422
    assert 'data-after="stay"' in read(pages, DESK)


def test_a_reply_is_sent_from_the_page_and_a_warning_comes_before_a_second_one(
    ticket, kim, lee, pages
):
    given = {"text": "On it.", "key": "one", "seen": seen(ticket).message, "kind": "reply"}
    answer = pages.post(f"{DESK}{ticket.pk}/send/", given)
    assert answer.status_code == 200 and "desk:sent" in answer["HX-Trigger"]
    other = pages_of(lee).post(f"{DESK}{ticket.pk}/send/", given | {"key": "two"})
    assert other.status_code == 409 and other["HX-Retarget"] == "#desk-warning"
    assert "On it." in other.content.decode()
    empty = pages.post(f"{DESK}{ticket.pk}/send/", given | {"text": " ", "key": "three"})
    assert empty.status_code == 422


def test_the_list_asks_as_often_for_fifty_as_for_five(
    ticket, alice, pages, django_assert_max_num_queries
):
    for number in range(10):
        ask(alice, subject=f"Question {number}")
    read(pages, DESK)
    with django_assert_max_num_queries(40):
        read(pages, f"{DESK}?view=all")
