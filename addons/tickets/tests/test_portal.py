"""The customer's pages, without scripts."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from addons.tickets.flow import TicketFlow
from addons.tickets.models import Ticket
from addons.tickets.saying import thread_of

from .conftest import act, again, ask, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def pages(alice):
    client = Client()
    client.force_login(alice, "allauth.account.auth_backends.AuthenticationBackend")
    return client


def said(**more):
    return {
        "subject": "Paid twice",
        "category": "payment",
        "description": "Two charges.",
        "priority": "medium",
        "related": "",
        **more,
    }


def text(answer):
    return answer.content.decode()


def test_who_has_asked_nothing_is_led_to_asking(pages, desk):
    assert "/support/new/" in text(pages.get("/support/"))


def test_asking_with_a_photo_leads_to_the_tickets_page(pages, kim):
    page = text(pages.get("/support/new/"))
    for hidden in ('name="customer"', 'name="source"', 'name="follow_up_of"'):
        assert hidden not in page
    file = SimpleUploadedFile("bill.txt", b"Twice 500.00")
    answer = pages.post("/support/new/", said(attachments=file))
    assert answer.status_code == 303, answer.content
    ticket = Ticket.objects.get()
    page = text(pages.get(answer["Location"]))
    for shown in (ticket.number, "Two charges.", "bill.txt", "Kim"):
        assert shown in page
    (attached,) = thread_of(ticket).messages.get().files.all()
    sent = pages.get(f"/files/{attached.pk}/")
    assert b"".join(sent.streaming_content) == b"Twice 500.00"
    assert ticket.number in text(pages.get("/support/"))


def test_a_mistake_is_said_on_the_page_and_the_text_stays(pages, desk):
    answer = pages.post("/support/new/", said(subject=""))
    assert answer.status_code == 422
    assert "Two charges." in text(answer)
    assert not Ticket.objects.exists()


def test_nobody_asks_for_others_by_adding_fields(pages, kim, bob):
    assert pages.post("/support/new/", said(customer=bob.pk)).status_code in (303, 422)
    assert not Ticket.objects.filter(customer=bob).exists()


def test_it_may_belong_to_something_of_ones_own(pages, kim, alice, bob):
    mine, foreign = ask(alice), ask(bob)
    about = f"tickets.ticket:{mine.pk}"
    assert about in text(pages.get(f"/support/new/?about={about}"))
    assert pages.post("/support/new/", said(related=about)).status_code == 303
    made = Ticket.objects.order_by("-pk")[0]
    assert mine.get_absolute_url() in text(pages.get(made.get_absolute_url()))
    about = f"tickets.ticket:{foreign.pk}"
    assert pages.post("/support/new/", said(related=about)).status_code == 422


def test_writing_closing_opening_again_and_rating_by_forms(pages, ticket, kim):
    page = ticket.get_absolute_url()
    assert pages.post(f"{page}chat/", {"text": "Hello?"}, follow=True).status_code == 200
    assert "Hello?" in text(pages.get(page))
    assert pages.get(f"{page}do/close/").status_code == 200
    assert pages.post(f"{page}do/close/", {"reason": ""}).status_code == 303
    assert again(ticket).state == "closed"
    assert pages.post(f"{page}do/rate/", {"stars": "9"}).status_code == 422
    assert pages.post(f"{page}do/rate/", {"stars": "5", "comment": ""}).status_code == 303
    assert pages.post(f"{page}do/reopen/", {"reason": ""}).status_code == 303
    assert again(ticket).state == "in_progress"


def test_an_empty_message_says_what_is_missing(pages, ticket):
    answer = pages.post(f"{ticket.get_absolute_url()}chat/", {"text": ""}, follow=True)
    assert "Write something first." in text(answer)


def test_an_internal_flag_from_a_page_changes_nothing(pages, ticket):
    pages.post(f"{ticket.get_absolute_url()}chat/", {"text": "Psst", "internal": "on"})
    assert not thread_of(ticket).messages.filter(internal=True).exists()


def test_what_comes_too_late_leads_to_the_new_ticket(pages, ticket, alice, later):
    act(ticket, TicketFlow.close, alice)
    with later(days=20):
        answer = pages.post(f"{ticket.get_absolute_url()}chat/", {"text": "It is back"})
        new = Ticket.objects.get(follow_up_of=ticket)
        assert answer.status_code == 303
        assert answer["Location"] == new.get_absolute_url()
        htmx = pages.post(
            f"{ticket.get_absolute_url()}chat/",
            {"text": "And again"},
            headers={"HX-Request": "true"},
        )
        assert htmx["HX-Redirect"].startswith("/support/")


def test_a_merged_ticket_shows_where_it_goes_on(pages, ticket, kim, alice):
    second = act(ask(alice), TicketFlow.merge, kim, into=ticket.pk)
    assert ticket.get_absolute_url() in text(pages.get(second.get_absolute_url()))
    answer = pages.post(f"{second.get_absolute_url()}chat/", {"text": "Any news?"})
    assert answer["Location"] == ticket.get_absolute_url()


def test_live_parts_are_those_of_the_page(pages, ticket, kim):
    write(ticket, kim, "Here")
    page = text(pages.get(ticket.get_absolute_url()))
    for part in ("status", "talk"):
        answer = pages.get(f"{ticket.get_absolute_url()}part/{part}/")
        assert f'id="ticket-{ticket.pk}-{part}"' in text(answer)
        assert f'id="ticket-{ticket.pk}-{part}"' in page
    chat = pages.get(f"{ticket.get_absolute_url()}chat/", headers={"HX-Request": "true"})
    assert "Here" in text(chat)


def test_others_find_nothing(ticket, bob):
    client = Client()
    client.force_login(bob, "allauth.account.auth_backends.AuthenticationBackend")
    page = ticket.get_absolute_url()
    for path in (page, f"{page}chat/", f"{page}do/close/", f"{page}part/talk/"):
        assert client.get(path).status_code == 404
    assert client.post(f"{page}chat/", {"text": "x"}).status_code == 404
    assert Client().get(page).status_code == 302
