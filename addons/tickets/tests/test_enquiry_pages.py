"""Enquiries by the API, the portal without scripts, and the console."""

from __future__ import annotations

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from addons.base.surfaces.console.sites import viewset_of
from addons.tickets.enquiring import talk_of
from addons.tickets.enquiry_flow import EnquiryFlow
from addons.tickets.models import Enquiry, Ticket
from addons.tickets.saying import thread_of

from .conftest import act, ask, make_agent, once_more, say, write_to_us

pytestmark = pytest.mark.django_db

ALLAUTH = "allauth.account.auth_backends.AuthenticationBackend"


def pages_of(person):
    client = Client()
    client.force_login(person, ALLAUTH)
    return client


def text(answer):
    return answer.content.decode()


class Api:
    def __init__(self, person):
        self.client = pages_of(person)

    def get(self, path):
        return self.client.get(f"/api/v1/{path}")

    def post(self, path, **body):
        return self.client.post(f"/api/v1/{path}", json.dumps(body), "application/json")


# --- the API ---------------------------------------------------------------------------------


def test_writing_begins_a_conversation_and_goes_on_in_it(kim, alice):
    api = Api(alice)
    assert api.get("support/conversation/").status_code == 404
    first = api.post("support/conversation/", message="Are you open?")
    assert first.status_code == 201, first.content
    body = first.json()
    assert set(body) == {"id", "agent", "ticket", "enquiry", "messages"}
    assert (body["agent"], body["ticket"]) == ({"id": kim.pk, "name": "Kim"}, None)
    assert [each["text"] for each in body["messages"]] == ["Are you open?"]
    again = api.post("support/conversation/", message="Hello?", ticket=None).json()
    assert (again["id"], len(again["messages"])) == (body["id"], 2)
    assert api.get("support/conversation/").json() == again


def test_with_a_ticket_it_is_written_in_its_thread(ticket, alice, bob):
    foreign = ask(bob)
    answer = Api(alice).post("support/conversation/", message="Any news?", ticket=ticket.pk)
    assert answer.status_code == 201, answer.content
    body = answer.json()
    assert (body["ticket"], body["enquiry"]) == (ticket.pk, None)
    assert body["messages"][-1]["text"] == "Any news?"
    for wrong in (foreign.pk, 10**9, -1, 2**70):
        answer = Api(alice).post("support/conversation/", message="Hi", ticket=wrong)
        assert (answer.status_code, set(answer.json()["errors"])) == (400, {"ticket"})


@pytest.mark.parametrize(
    "body", [{}, {"message": ""}, {"message": 7}, {"message": "x", "agent": 1}, {"message": None}]
)
def test_what_is_no_message_is_a_400_and_begins_nothing(kim, alice, body):
    assert Api(alice).post("support/conversation/", **body).status_code == 400
    assert not Enquiry.objects.exists()


def test_strangers_are_not_signed_in(db):
    assert Client().get("/api/v1/support/conversation/").status_code == 401


def test_an_agents_steps_by_the_api(enquiry, kim, alice, bob):
    api, path = Api(kim), f"support/enquiries/{enquiry.pk}/"
    assert Api(bob).get(path).status_code == 404
    assert Api(alice).post(f"{path}convert/", subject="x", category="payment").status_code == 403
    assert api.post(f"{path}messages/", text="Until six.").status_code == 201
    made = api.post(f"{path}convert/", subject="Hours", category="payment")
    assert made.status_code == 200, made.content
    body = made.json()
    ticket = Ticket.objects.get(pk=body["ticket"])
    assert (body["state"], ticket.subject) == ("in_ticket", "Hours")
    late = Api(alice).post(f"{path}messages/", text="Thank you")
    assert late.status_code == 201
    assert thread_of(ticket).messages.latest("pk").text == "Thank you"
    assert api.post(f"{path}end/").status_code == 409


# --- the portal ------------------------------------------------------------------------------


def test_a_customer_writes_with_a_file_reads_the_answer_and_ends_it(kim, alice):
    pages = pages_of(alice)
    assert "/support/chat/" in text(pages.get("/support/"))
    assert "<textarea" in text(pages.get("/support/chat/"))
    file = SimpleUploadedFile("bill.txt", b"Twice 500.00")
    answer = pages.post("/support/chat/", {"text": "I paid twice", "attachments": file})
    assert answer.status_code == 303, answer.content
    page = answer["Location"]
    enquiry = Enquiry.objects.get()
    say(enquiry, kim, "Let me see.")
    shown = text(pages.get(page))
    for words in ("I paid twice", "bill.txt", "Let me see.", "You are writing with Kim"):
        assert words in shown
    assert pages.get("/support/chat/")["Location"] == page
    assert "You are writing with Kim" in text(pages.get("/support/"))
    sent = pages.post(f"{page}log/", {"text": "Thanks"}, follow=True)
    assert "Thanks" in text(sent)
    assert pages.post(f"{page}do/end/").status_code == 303
    assert "This conversation has ended." in text(pages.get(page))


def test_a_mistake_is_said_and_the_text_stays(kim, alice):
    answer = pages_of(alice).post("/support/chat/", {"text": " "})
    assert answer.status_code == 422
    assert not Enquiry.objects.exists()


def test_what_is_written_on_an_old_page_leads_to_where_it_went(enquiry, kim, alice):
    pages, page = pages_of(alice), enquiry.get_absolute_url()
    act(enquiry, EnquiryFlow.convert, kim, subject="Hours", category="payment")
    ticket = Ticket.objects.get()
    assert ticket.number in text(pages.get(page))
    answer = pages.post(f"{page}log/", {"text": "And Sunday?"})
    assert answer["Location"] == ticket.get_absolute_url()
    second = write_to_us(alice, "Another thing")
    act(second, EnquiryFlow.end, kim)
    answer = pages.post(
        f"{second.get_absolute_url()}log/", {"text": "Hm"}, headers={"HX-Request": "true"}
    )
    third = Enquiry.objects.latest("pk")
    assert answer["HX-Redirect"] == third.get_absolute_url()


def test_live_parts_are_those_of_the_page(enquiry, alice, bob):
    pages, page = pages_of(alice), enquiry.get_absolute_url()
    whole = text(pages.get(page))
    for part in ("status", "talk"):
        assert f'id="enquiry-{enquiry.pk}-{part}"' in whole
        assert f'id="enquiry-{enquiry.pk}-{part}"' in text(pages.get(f"{page}part/{part}/"))
    assert f'data-live-topic="{talk_of(enquiry).topic}"' in whole
    for path in (page, f"{page}log/", f"{page}do/end/", f"{page}part/talk/"):
        assert pages_of(bob).get(path).status_code == 404


# --- the console -----------------------------------------------------------------------------


def test_the_console_lists_them_and_an_agent_answers_from_the_page(enquiry, kim, desk, bob):
    make_agent("Away", desk, availability="away")
    viewset, pages = viewset_of(Enquiry), pages_of(kim)
    for name in ("index", "board"):
        assert "Are you open today?" in text(pages.get(viewset.url(name)))
    page = text(pages.get(viewset.url("record", enquiry.pk)))
    for words in ("Are you open today?", "Make it a ticket", "Link to a ticket", "Kim"):
        assert words in page
    talk = talk_of(enquiry)
    pages.post(f"/admin/chat/conversation/{talk.pk}/say/", {"text": "Until six."})
    assert once_more(enquiry).ends_at is not None
    dialog = text(pages.get(viewset.url("do", enquiry.pk, "convert")))
    assert "Are you open today?" in dialog
    answer = pages.post(
        viewset.url("do", enquiry.pk, "convert"),
        {"subject": "Hours", "category": "payment", "priority": "high"},
    )
    assert answer.status_code in (200, 204, 303), answer.content
    assert Ticket.objects.get().priority == "high"
