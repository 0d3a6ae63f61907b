"""The desk by REST, as programs use it."""

from __future__ import annotations

import pytest
from django.test import Client

from addons.base.testing.people import make_person
from addons.tickets.models import AgentProfile, Ticket

from .conftest import make_agent

pytestmark = pytest.mark.django_db

JSON = "application/json"
QUESTION = {"subject": "Paid twice", "description": "Two charges.", "category": "payment"}


class Caller:
    """One signed-in person."""

    def __init__(self, person):
        self.person = person
        self.client = Client()
        self.client.force_login(person, "allauth.account.auth_backends.AuthenticationBackend")

    def get(self, path, **query):
        return self.client.get(f"/api/v1/{path}", query)

    def post(self, path, data=None):
        return self.client.post(f"/api/v1/{path}", data or {}, content_type=JSON)

    def patch(self, path, data):
        return self.client.patch(f"/api/v1/{path}", data, content_type=JSON)


@pytest.fixture
def asha(alice):
    return Caller(alice)


@pytest.fixture
def bala(bob):
    return Caller(bob)


@pytest.fixture
def agent(kim):
    return Caller(kim)


@pytest.fixture
def manager(max_):
    return Caller(max_)


def test_the_desks_day(asha, bala, agent, lee, manager):
    assert asha.post("support/tickets/", {"subject": ""}).status_code == 400
    made = asha.post("support/tickets/", QUESTION | {"priority": "high"})
    assert made.status_code == 201, made.content
    ticket = made.json()
    path = f"support/tickets/{ticket['id']}/"
    assert ticket["number"]
    assert ticket["first_response_due"]
    assert ticket["resolution_due"]
    assert ticket["state"] == "assigned"
    assert bala.get(path).status_code == 404
    assert asha.post(f"{path}assign/", {"agent": 1}).status_code == 403
    me = agent.get("me/").json()["id"]
    if agent.get(path).json()["agent"]["id"] != me:
        assert manager.post(f"{path}assign/", {"agent": me}).status_code == 200
    assert agent.post(f"{path}start/").status_code == 200
    for text, internal in (("Looking into it.", False), ("SECRET-NOTE", True)):
        said = agent.post(f"{path}messages/", {"text": text, "internal": internal})
        assert said.status_code == 201
        assert said.json()["internal"] is internal
    for below in ("", "messages/", "status-history/", "notes/", "transitions/"):
        assert "SECRET-NOTE" not in asha.get(f"{path}{below}").content.decode()
    assert asha.post(f"{path}messages/", {"text": "x", "internal": True}).status_code == 403
    assert agent.get(path).json()["first_responded_at"]
    assert agent.post(f"{path}resolve/", {}).status_code == 400
    done = {"summary": "Refunded", "resolution_type": "solved", "notes": ""}
    assert agent.post(f"{path}resolve/", done).status_code == 200
    assert asha.post(f"{path}rate/", {"stars": 9}).status_code == 400
    assert asha.post(f"{path}rate/", {"stars": 4, "comment": "fine"}).status_code == 200
    assert asha.post(f"{path}rate/", {"stars": 1}).status_code == 409
    assert asha.post(f"{path}messages/", {"text": "It happened again"}).status_code == 201
    assert asha.get(path).json()["state"] == "in_progress"
    senior = {"to": manager.get("me/").json()["id"]}
    assert agent.post(f"{path}escalate/", senior).status_code == 400
    assert agent.get("support/dashboard/").status_code == 200
    assert asha.get("support/dashboard/").status_code == 403
    found = agent.get("support/tickets/", state="in_progress", ordering="-created_at").json()
    assert [row["id"] for row in found["results"]] == [ticket["id"]]


def test_notes_are_the_internal_messages(asha, bala, agent):
    path = f"support/tickets/{asha.post('support/tickets/', QUESTION).json()['id']}/"
    made = agent.post(f"{path}notes/", {"text": "Odd"})
    assert (made.status_code, made.json()["kind"]) == (201, "internal")
    agent.post(f"{path}messages/", {"text": "Hello"})
    assert [note["text"] for note in agent.get(f"{path}notes/").json()] == ["Odd"]
    assert [m["internal"] for m in agent.get(f"{path}messages/").json()] == [False, True, False]
    assert asha.get(f"{path}notes/").json() == []
    assert asha.post(f"{path}notes/", {"text": "Mine"}).status_code == 403
    assert bala.get(f"{path}notes/").status_code == 404
    assert bala.post(f"{path}notes/", {"text": "Mine"}).status_code == 404
    assert agent.post(f"{path}notes/", {"text": ""}).status_code == 400
    shown = {"text": "Odd", "visible_to_client": True}
    assert agent.post(f"{path}notes/", shown).status_code == 400


def test_a_dispatcher_reads_along_and_takes_no_step(asha):
    sender = Caller(make_person("Dora", roles=("dispatcher",)))
    path = f"support/tickets/{asha.post('support/tickets/', QUESTION).json()['id']}/"
    assert sender.get(path).status_code == 200
    for step in ("assign", "start", "resolve", "tag"):
        assert sender.post(f"{path}{step}/").status_code == 403, step
    assert sender.get("support/dashboard/").status_code == 403


def test_the_related_record_is_named_by_type_and_key(asha, bala, agent):
    first = asha.post("support/tickets/", QUESTION).json()
    about = {"type": "tickets.ticket", "id": first["id"]}
    second = asha.post("support/tickets/", QUESTION | {"related": about})
    assert second.json()["related"] == about
    for wrong in ("tickets.ticket:1", {"type": "tickets.ticket"}, {"type": 1, "id": 1}, [], 5):
        assert asha.post("support/tickets/", QUESTION | {"related": wrong}).status_code == 400
    assert bala.post("support/tickets/", QUESTION | {"related": about}).status_code == 400
    assert asha.post("support/tickets/", QUESTION | {"related": None}).status_code == 201
    found = agent.get("support/tickets/", related_type="tickets.ticket", related_id=first["id"])
    assert found.json()["count"] == 1


def test_what_is_the_offices_own_is_empty_for_the_customer(asha, agent):
    path = f"support/tickets/{asha.post('support/tickets/', QUESTION).json()['id']}/"
    agent.post(f"{path}tag/", {"tags": "angry"})
    agent.post(f"{path}start/")
    done = {"summary": "Done", "resolution_type": "solved", "notes": "He is a liar"}
    agent.post(f"{path}resolve/", done)
    theirs, ours = asha.get(path).json(), agent.get(path).json()
    assert (theirs["tags"], theirs["resolution_notes"], theirs["team"]) == ([], None, None)
    assert (ours["tags"], ours["resolution_notes"]) == (["angry"], "He is a liar")


def test_agents_switch_themselves(asha, agent, bala, desk):
    mine = agent.get("me/agent/").json()
    assert (mine["availability"], mine["open_tickets"], mine["teams"]) == (
        "available",
        0,
        ["Support"],
    )
    asha.post("support/tickets/", QUESTION)
    assert agent.patch("me/agent/", {"availability": "nowhere"}).status_code == 400
    assert agent.patch("me/agent/", {"limit": 500}).status_code == 400
    gone = agent.patch("me/agent/", {"availability": "away", "hand_over": True})
    assert (gone.json()["availability"], gone.json()["open_tickets"]) == ("away", 0)
    assert Ticket.objects.queued().count() == 1
    assert agent.patch("me/agent/", {"availability": "available"}).json()["open_tickets"] == 1
    assert asha.get("me/agent/").status_code == 404
    assert bala.patch("me/agent/", {"availability": "available"}).status_code == 404


def test_who_becomes_an_agent_begins_away_and_comes_to_the_team_for_all(desk, asha):
    new = Caller(make_person("New", roles=("support_agent",)))
    assert new.get("me/agent/").json()["availability"] == "away"
    assert not AgentProfile.objects.exists()
    asha.post("support/tickets/", QUESTION)
    here = new.patch("me/agent/", {"availability": "available"}).json()
    assert (here["teams"], here["open_tickets"]) == (["Support"], 1)


def test_several_tickets_are_moved_at_once(asha, agent, lee):
    from addons.base.workflow import Door
    from addons.base.workflow.bulk import perform_many
    from addons.tickets.flow import TicketFlow

    for _n in range(4):
        asha.post("support/tickets/", QUESTION)
    outcome = perform_many(
        Ticket.objects.all(),
        TicketFlow.assign,
        actor=agent.person,
        data={"agent": lee.pk},
        via=Door.CONSOLE,
    )
    # Two were Lee's already.
    assert (outcome.done, outcome.refused) == (2, 2)


def test_the_dashboard_counts(asha, agent, manager, desk):
    path = f"support/tickets/{asha.post('support/tickets/', QUESTION).json()['id']}/"
    asha.post("support/tickets/", QUESTION)
    agent.post(f"{path}messages/", {"text": "Here"})
    agent.post(f"{path}start/")
    agent.post(f"{path}resolve/", {"summary": "Done", "resolution_type": "solved"})
    asha.post(f"{path}rate/", {"stars": 3})
    told = manager.get("support/dashboard/").json()
    overall = told["overall"]
    assert (told["queued"], overall["active"], overall["created"]["value"]) == (0, 1, 2)
    assert overall["satisfaction"] == {"value": 3.0, "before": None}
    assert overall["on_time_percent"]["value"] == 100
    assert overall["first_response_s"]["value"] is not None
    (row,) = told["agents"]
    assert (row["name"], row["active"], row["created"]["value"]) == ("Kim", 1, 2)
    assert [team["name"] for team in told["teams"]] == ["Support"]
    payment = next(row for row in told["categories"] if row["name"] == "Payment")
    assert payment["created"]["value"] == 2


def test_an_empty_desk_has_empty_figures(manager):
    overall = manager.get("support/dashboard/").json()["overall"]
    assert overall["active"] == 0
    assert overall["resolution_s"] == {"value": None, "before": None}


def test_sixteen_tickets_are_shared_by_two(bala, desk):
    agents = [make_agent(name, desk) for name in ("One", "Two")]
    made = [bala.post("support/tickets/", QUESTION).json() for _n in range(16)]
    owners = [ticket["agent"]["id"] for ticket in made]
    assert [owners.count(agent.pk) for agent in agents] == [8, 8]


def test_what_is_too_late_answers_with_the_new_tickets_message(asha, later):
    ticket = asha.post("support/tickets/", QUESTION).json()
    path = f"support/tickets/{ticket['id']}/"
    asha.post(f"{path}close/")
    with later(days=20):
        said = asha.post(f"{path}messages/", {"text": "It is back"})
        assert said.status_code == 201
        assert said.json()["text"] == "It is back"
    assert Ticket.objects.get(follow_up_of=ticket["id"]).description == "It is back"


def test_the_document_names_every_endpoint_and_how_the_related_record_is_given(asha):
    document = asha.get("schema/").json()
    paths = {path.removeprefix("/api/v1/") for path in document["paths"]}
    one = "support/tickets/{id}/"
    for path in (one, f"{one}messages/", f"{one}assign/", "support/dashboard/", "me/agent/"):
        assert path in paths, path
    body = document["paths"]["/api/v1/support/tickets/"]["post"]["requestBody"]
    schema = body["content"]["application/json"]["schema"]
    assert "related" in str(schema) or "$ref" in str(schema)
