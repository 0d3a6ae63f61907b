"""Prepared replies and macros: filled in, shared, tried, run."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from addons.base.models import Event
from addons.base.uploads import inspect, keep
from addons.desk.models import CannedReply, Draft, HeldReply, Macro
from addons.desk.placeholders import PLACES, fill_in, refuse_unknown
from addons.desk.running import run, try_out
from addons.desk.schedules import send_what_was_held
from addons.desk.sending import keep_draft, put_with_draft
from addons.tickets.flow import TicketFlow
from addons.tickets.models import AgentProfile, Team
from addons.tickets.tests.conftest import act, again, ask, make_agent, write

from .conftest import canned, macro_of, pages_of, said

pytestmark = pytest.mark.django_db
REPLIES, MACROS = "/admin/desk/prepared/", "/admin/desk/macros/"
TEXT = "Dear {{ customer.first_name }}, {{ticket.number}} is with me. {{ agent.name }}"
START = ("transition", "start", {})
RESOLVE = (
    "transition",
    "resolve",
    {"summary": ["Paid back."], "resolution_type": ["solved"], "notes": [""]},
)
THANKS = ("reply", "", {"text": "Thanks, {{ customer.name }}."})


# --- places ----------------------------------------------------------------------------------------


def test_places_are_filled_in_from_the_ticket(ticket, kim):
    assert fill_in(TEXT, ticket=ticket, agent=kim) == f"Dear Alice, {ticket.number} is with me. Kim"
    for name in PLACES:
        assert "{{" not in fill_in(f"{{{{ {name} }}}}", ticket=ticket, agent=kim)


@pytest.mark.parametrize(
    "text", ["{{ customer.password }}", "{{ ticket }}", "{{ }}", "{{ a|b }}", "{% now %}{{", "}}"]
)
def test_what_is_no_place_is_refused_when_it_is_saved(text):
    with pytest.raises(ValidationError):
        refuse_unknown(text)


def test_what_is_filled_in_is_not_looked_at_again(ticket, kim, alice):
    alice.name = "{{ agent.name }} <b>"
    alice.save()
    text = fill_in("{{ customer.name }}", ticket=again(ticket), agent=kim)
    assert text == "{{ agent.name }} <b>"


# --- who finds what ----------------------------------------------------------------------------------


def test_prepared_texts_are_private_of_a_team_or_for_everybody(kim, lee, max_, alice, desk):
    canned(kim, "a", name="Own")
    canned(kim, "b", name="Teams", sharing="team", team=desk)
    other = Team.objects.create(name="Others")
    canned(max_, "c", name="Others", sharing="team", team=other)
    canned(max_, "d", name="All", sharing="everybody")
    nina = make_agent("Nina", other)

    def found(person):
        return set(CannedReply.objects.visible_to(person).values_list("name", flat=True))

    assert found(kim) == {"Own", "Teams", "All"}
    assert found(lee) == {"Teams", "All"}
    assert found(nina) == {"Others", "All"}
    assert found(max_) == {"Teams", "Others", "All"}
    assert found(alice) == set()
    mine = CannedReply.objects.changeable_by(kim)
    assert set(mine.values_list("name", flat=True)) == {"Own", "Teams"}


def test_an_agent_writes_a_reply_and_only_leads_change_that_of_others(kim, lee, max_, ticket):
    pages = pages_of(kim)
    given = {"name": "Hello", "text": TEXT, "sharing": "everybody", "is_active": "on"}
    wrong = pages.post(f"{REPLIES}new/", given | {"text": "{{ customer.iban }}"})
    assert wrong.status_code == 422 and "customer.iban" in wrong.content.decode()
    assert pages.post(f"{REPLIES}new/", given | {"sharing": "team"}).status_code == 422
    assert pages.post(f"{REPLIES}new/", given).status_code == 303
    made = CannedReply.objects.get()
    assert made.owner == kim
    page = pages.get(f"{REPLIES}{made.pk}/").content.decode()
    assert f"Dear Alice, {ticket.number} is with me." in page
    assert pages_of(lee).get(f"{REPLIES}{made.pk}/").status_code == 404
    assert "Hello" in pages_of(lee).get(REPLIES).content.decode()
    assert pages_of(max_).post(f"{REPLIES}{made.pk}/", given | {"name": "Hi"}).status_code == 303
    assert CannedReply.objects.get().owner == kim


def test_the_desk_offers_them_as_they_read_for_the_ticket(ticket, kim):
    canned(kim, TEXT)
    canned(kim, "Old", is_active=False, name="Old one")
    shown = pages_of(kim).get(f"/admin/desk/{ticket.pk}/replies/").content.decode()
    assert f"Dear Alice, {ticket.number} is with me. Kim" in shown and "Old one" not in shown


# --- macros ------------------------------------------------------------------------------------------


def test_a_macro_takes_all_its_steps_as_whoever_starts_it(ticket, kim, lee):
    macro = macro_of(lee, START, THANKS, ("tags", "", {"tags": "money"}), RESOLVE)
    act(ticket, TicketFlow.tag, kim, tags="old")
    done = run(macro, again(ticket), agent=kim)
    assert not done.refusal and len(done.lines) == 4
    fresh = again(ticket)
    assert (fresh.state, fresh.tags, fresh.agent) == ("resolved", ["old", "money"], kim)
    assert HeldReply.objects.get().text == "Thanks, Alice."
    last = Event.objects.of(fresh).transitions().order_by("-sequence").first()
    assert last.actor_id == kim.pk


def test_a_macro_leaves_what_is_being_written_alone(ticket, kim, later):
    file = SimpleUploadedFile("bill.txt", b"Twice 500.00")
    put_with_draft(ticket, [keep(inspect(file), name=file.name, actor=kim)], agent=kim)
    keep_draft(ticket, agent=kim, text="Half a", key="k", internal=False)
    run(macro_of(kim, THANKS), ticket, agent=kim)
    with later(seconds=9):
        send_what_was_held()
    assert said(ticket) == ["Thanks, Alice."]
    draft = Draft.objects.get()
    assert (draft.text, draft.files.count()) == ("Half a", 1)


def test_a_refused_step_leaves_nothing_done(ticket, kim):
    macro = macro_of(kim, START, ("note", "", {"text": "Begun."}), START)
    done = run(macro, ticket, agent=kim)
    assert done.refusal
    assert again(ticket).state == "assigned" and said(ticket) == []


def test_trying_says_what_would_happen_and_does_nothing(ticket, kim, alice):
    macro = macro_of(kim, START, THANKS, RESOLVE)
    version = again(ticket).version
    tried = try_out(macro, ticket, agent=kim)
    assert not tried.refusal and "Thanks, Alice." in tried.lines[1]
    assert again(ticket).version == version and not HeldReply.objects.exists()
    act(ticket, TicketFlow.start, kim)
    assert try_out(macro, again(ticket), agent=kim).refusal


def test_a_macro_gives_nobody_rights_they_do_not_have(ticket, kim, alice):
    done = run(macro_of(kim, START), ticket, agent=alice)
    assert done.refusal and again(ticket).state == "assigned"


def test_one_click_on_one_ticket(ticket, kim):
    macro = macro_of(kim, START)
    pages = pages_of(kim)
    page = pages.get(f"/admin/desk/run/?id={ticket.pk}").content.decode()
    assert "Start" in page
    answer = pages.post("/admin/desk/run/", {"id": ticket.pk, "macro": macro.pk})
    assert answer.status_code == 200 and again(ticket).state == "in_progress"
    answer = pages.post("/admin/desk/run/", {"id": ticket.pk, "macro": macro.pk})
    assert answer.status_code == 409 and answer["HX-Retarget"] == "#dialog-body"


def test_on_many_a_dry_run_says_what_each_would_do_and_each_is_done_alone(ticket, kim, alice):
    other = ask(alice, subject="Another")
    act(other, TicketFlow.start, kim)
    macro, pages = macro_of(kim, START), pages_of(kim)
    query = f"id={ticket.pk}&id={other.pk}&macro={macro.pk}"
    tried = pages.get(f"/admin/desk/run/forecast/?{query}").content.decode()
    assert "It is possible for 1 of 2." in tried
    given = {"id": [ticket.pk, other.pk], "macro": macro.pk}
    ran = pages.post("/admin/desk/run/", given).content.decode()
    assert "1 ticket done" in ran and other.number in ran
    assert again(ticket).state == "in_progress"


def test_a_macro_that_is_not_mine_or_a_ticket_that_is_not_there_is_not_found(ticket, kim, lee):
    macro = macro_of(lee, START)
    pages = pages_of(kim)
    given = {"id": ticket.pk, "macro": macro.pk}
    assert pages.post("/admin/desk/run/", given).status_code == 404
    assert pages.get("/admin/desk/run/?id=999999").status_code == 404
    assert pages.get("/admin/desk/run/").status_code == 404


def test_a_macro_is_put_together_from_the_transitions_own_forms(kim, lee, ticket):
    pages = pages_of(kim)
    answer = pages.post(
        f"{MACROS}new/", {"name": "Settle", "sharing": "private", "is_active": "on"}
    )
    macro = Macro.objects.get()
    assert answer.url == f"{MACROS}{macro.pk}/"
    add = f"{MACROS}{macro.pk}/add/"
    for what in ("reply", "note", "tags", "resolve", "start", "set-priority", "assign"):
        assert pages.get(f"{add}{what}/").status_code == 200
    for what in ("link", "merge", "submit", "hear", "nothing"):
        assert pages.get(f"{add}{what}/").status_code == 404
    assert pages.post(f"{add}start/").status_code == 303
    assert pages.post(f"{add}resolve/", {"summary": ""}).status_code == 422
    assert pages.post(f"{add}reply/", {"text": "{{ x }}"}).status_code == 422
    given = {"summary": "Done", "resolution_type": "solved", "notes": ""}
    assert pages.post(f"{add}resolve/", given).status_code == 303
    assert pages.post(f"{add}reply/", {"text": "Bye {{ customer.name }}"}).status_code == 303
    page = pages.get(f"{MACROS}{macro.pk}/").content.decode()
    assert "Bye Alice" in page
    last = macro.steps.last()
    pages.post(f"{MACROS}{macro.pk}/steps/{last.pk}/", {"up": ""})
    assert [step.kind for step in macro.steps.all()] == ["transition", "reply", "transition"]
    pages.post(f"{MACROS}{macro.pk}/steps/{last.pk}/", {"remove": ""})
    assert macro.steps.count() == 2
    assert pages_of(lee).get(f"{MACROS}{macro.pk}/").status_code == 404
    assert not run(macro, ticket, agent=kim).refusal
    assert again(ticket).state == "resolved"


def test_agents_without_a_team_and_those_with_one_find_what_is_theirs(ticket, kim, desk):
    AgentProfile.objects.filter(person=kim).delete()
    macro_of(kim, START, sharing="team", team=desk)
    fresh = type(kim).objects.get(pk=kim.pk)
    assert Macro.objects.visible_to(fresh).count() == 1
    write(ticket, fresh, "Still here.")
