"""A ticket's life: who gets it, what is said, how it ends and begins again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from addons.base import clock
from addons.base.points import CHECKS
from addons.base.testing.people import make_person
from addons.base.workflow import Conflict, Door, Invalid, NotFound, Refused, System
from addons.base.workflow.doors import create, override, perform
from addons.tickets.agents import own_profile, switch_to
from addons.tickets.flow import TicketFlow
from addons.tickets.models import AgentProfile, Team, Ticket, TicketCategory
from addons.tickets.schedules import close_what_is_settled, give_what_waits, watch_targets

from .conftest import QUESTION, act, again, ask, make_agent, write

pytestmark = pytest.mark.django_db


def resolved(ticket, kim):
    act(ticket, TicketFlow.start, kim)
    done = {"summary": "Paid back", "resolution_type": "solved", "notes": "Our fault"}
    return act(ticket, TicketFlow.resolve, kim, **done)


# --- asking ----------------------------------------------------------------------------------


def test_a_new_ticket_is_numbered_has_its_thread_and_an_agent(ticket, kim, alice):
    assert ticket.number == f"T-{ticket.pk:06d}"
    assert (ticket.state, ticket.agent, ticket.customer) == ("assigned", kim, alice)
    assert (ticket.priority, ticket.source) == ("medium", "portal")
    thread = write(ticket, alice, "And one more thing").conversation
    assert [m.text for m in thread.messages.order_by("pk")] == [
        "Two charges.",
        "And one more thing",
    ]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("subject", ""),
        ("subject", "x" * 201),
        ("description", ""),
        ("description", "x" * 5001),
        ("category", "nothing"),
        ("category", ""),
        ("priority", "now"),
        ("related", "jobs.job:0815"),
        ("related", "accounts.user:1"),
        ("related", "nonsense"),
        ("source", "pigeon"),
        ("attachments", [12345]),
    ],
)
def test_a_wrong_question_is_refused_by_its_field(desk, alice, field, value):
    with pytest.raises(Invalid) as refusal:
        ask(alice, **{field: value})
    assert list(refusal.value.errors) == [field]
    assert not Ticket.objects.exists()


def test_nobody_asks_in_another_ones_name_but_staff(desk, alice, bob, kim):
    with pytest.raises(Invalid):
        ask(alice, customer=bob.pk)
    theirs = ask(kim, customer=bob.pk, source="phone")
    assert (theirs.customer, theirs.source) == (bob, "phone")
    with pytest.raises(Refused):
        create(Ticket, actor=System("test"), data=QUESTION, via=Door.COMMAND)


def test_a_ticket_belongs_to_a_record_that_its_customer_sees(ticket, alice, bob):
    about = f"tickets.ticket:{ticket.pk}"
    second = ask(alice, related=about)
    assert (second.related_type, second.related_id) == ("tickets.ticket", str(ticket.pk))
    with pytest.raises(Invalid):
        ask(bob, related=about)


# --- who gets it -----------------------------------------------------------------------------


def test_who_has_the_least_open_work_gets_it_and_ties_go_to_the_longest_idle(kim, lee, alice):
    first, second, third, fourth = (ask(alice).agent for _n in range(4))
    assert {first, second} == {kim, lee}
    assert (third, fourth) == (first, second)


def test_who_is_busy_away_in_another_team_full_or_gone_gets_nothing(desk, alice):
    make_agent("Busy", desk, availability="busy")
    make_agent("Away", desk, availability="away")
    make_agent("Elsewhere", Team.objects.create(name="Other"))
    gone = make_agent("Gone", desk)
    gone.is_active = False
    gone.save()
    former = make_agent("Former", desk)
    former.groups.clear()
    full = make_agent("Full", desk, limit=1)
    assert ask(alice).agent == full
    waits = ask(alice)
    assert (waits.state, waits.agent) == ("open", None)


def test_a_category_goes_to_its_own_team(kim, desk, alice):
    money = Team.objects.create(name="Money")
    TicketCategory.objects.filter(slug="payment").update(team=money)
    expert = make_agent("Expert", money)
    assert ask(alice).agent == expert
    Team.objects.filter(pk=money.pk).update(is_active=False)
    assert ask(alice).agent == kim


def test_the_queue_drains_when_somebody_comes_the_most_urgent_first(desk, alice):
    agent = make_agent("Kim", desk, limit=2, availability="away")
    low, high, urgent = (ask(alice, priority=p) for p in ("low", "high", "urgent"))
    profile = own_profile(agent)
    switch_to(profile, availability="available", hands_over=False, actor=agent, via=Door.REST)
    assert [again(t).state for t in (low, high, urgent)] == ["open", "assigned", "assigned"]
    resolved(again(urgent), agent)
    give_what_waits()
    assert again(low).agent == agent


def test_who_goes_away_may_hand_over(ticket, kim, desk):
    other = make_agent("Lee", desk)
    profile = own_profile(kim)
    switch_to(profile, availability="away", hands_over=True, actor=kim, via=Door.REST)
    assert again(ticket).agent == other
    assert AgentProfile.objects.get(person=kim).availability == "away"


def test_tickets_of_somebody_who_left_go_back_to_the_queue(kim, alice, desk):
    mine = [ask(alice) for _n in range(5)]
    kim.is_active = False
    kim.save()
    other = make_agent("Lee", desk)
    give_what_waits()
    assert {again(t).agent for t in mine} == {other}


def test_an_agent_does_not_get_their_own_question(kim, desk):
    assert ask(kim).agent is None
    assert ask(kim).state == "open"


def test_assigning_anew_keeps_the_customer_waiting_where_they_wait(ticket, kim, lee):
    act(ticket, TicketFlow.start, kim)
    act(ticket, TicketFlow.wait, kim)
    moved = act(ticket, TicketFlow.assign, kim, agent=lee.pk)
    assert (moved.state, moved.agent) == ("waiting", lee)
    with pytest.raises(Refused) as refusal:
        act(ticket, TicketFlow.assign, kim, agent=lee.pk)
    assert refusal.value.http_status == 400


def test_a_customer_is_no_agent(ticket, kim, bob):
    with pytest.raises(Invalid):
        act(ticket, TicketFlow.assign, kim, agent=bob.pk)


def test_escalating_names_a_person_or_a_team_and_says_why(ticket, kim, max_, desk):
    for wrong in (
        {"to": max_.pk},
        {"reason": "Hard"},
        {"to": max_.pk, "team": desk.pk, "reason": "?"},
    ):
        with pytest.raises(Invalid):
            act(ticket, TicketFlow.escalate, kim, **wrong)
    done = act(ticket, TicketFlow.escalate, kim, to=max_.pk, reason="Hard")
    assert (done.agent, done.state, done.escalated, done.escalations) == (max_, "assigned", True, 1)
    senior = Team.objects.create(name="Senior")
    expert = make_agent("Expert", senior)
    done = act(ticket, TicketFlow.escalate, max_, team=senior.pk, reason="Harder")
    assert (done.agent, done.team, done.escalations) == (expert, senior, 2)


# --- what is said ----------------------------------------------------------------------------


def test_a_customers_answer_ends_the_waiting(ticket, kim, alice):
    act(ticket, TicketFlow.start, kim)
    act(ticket, TicketFlow.wait, kim)
    write(ticket, kim, "Still there?")
    assert again(ticket).state == "waiting"
    write(ticket, alice, "Yes")
    assert again(ticket).state == "in_progress"


def test_a_customers_answer_opens_what_is_resolved_and_what_is_closed(ticket, kim, alice):
    resolved(ticket, kim)
    write(ticket, alice, "It happened again")
    assert again(ticket).state == "in_progress"
    act(ticket, TicketFlow.close, alice)
    write(ticket, alice, "And again")
    back = again(ticket)
    assert (back.state, back.reopened, back.resolved_at, back.closed_at) == (
        "in_progress",
        2,
        None,
        None,
    )


def test_what_comes_too_late_becomes_a_new_ticket_that_follows_from_the_old(
    ticket, kim, alice, later
):
    act(ticket, TicketFlow.close, alice)
    with later(days=15):
        said = write(ticket, alice, "It is back")
        new = Ticket.objects.exclude(pk=ticket.pk).get()
        assert said.conversation.about_id == str(new.pk)
        assert (new.follow_up_of, new.description, new.category) == (
            ticket,
            "It is back",
            ticket.category,
        )
        assert new.links.get().other == ticket
        assert again(ticket).state == "closed"
        with pytest.raises(Conflict) as late:
            act(ticket, TicketFlow.reopen, alice)
    assert late.value.code == "too_late"


def test_an_answer_to_a_merged_ticket_goes_on_in_the_other(ticket, kim, alice, bob):
    second, foreign = ask(alice), ask(bob)
    for wrong in (second, foreign):
        with pytest.raises(Refused):
            act(second, TicketFlow.merge, kim, into=wrong.pk)
    merged = act(second, TicketFlow.merge, kim, into=ticket.pk)
    assert (merged.state, merged.merged_into) == ("closed", ticket)
    said = write(second, alice, "Any news?")
    assert said.conversation.about_id == str(ticket.pk)
    assert again(second).state == "closed"
    with pytest.raises(Conflict):
        act(second, TicketFlow.reopen, alice)


def test_opened_again_without_its_agent_it_goes_to_somebody_else(ticket, kim, alice, desk):
    resolved(ticket, kim)
    kim.is_active = False
    kim.save()
    lee = make_agent("Lee", desk)
    write(ticket, alice, "Still broken")
    back = again(ticket)
    assert (back.state, back.agent) == ("assigned", lee)


def test_others_write_nothing(ticket, bob):
    with pytest.raises(NotFound):
        write(ticket, bob)


# --- the end ---------------------------------------------------------------------------------


def test_resolving_says_what_was_done(ticket, kim):
    act(ticket, TicketFlow.start, kim)
    with pytest.raises(Invalid) as refusal:
        act(ticket, TicketFlow.resolve, kim)
    assert set(refusal.value.errors) == {"summary", "resolution_type"}
    with pytest.raises(Invalid):
        act(ticket, TicketFlow.resolve, kim, summary="Done", resolution_type="magic")


def test_staff_close_only_what_is_resolved_and_the_customer_their_own_at_any_time(
    ticket, kim, alice
):
    with pytest.raises(Conflict) as refusal:
        act(ticket, TicketFlow.close, kim)
    assert refusal.value.code == "not_resolved"
    assert act(ticket, TicketFlow.close, alice).state == "closed"


@pytest.mark.parametrize("stars", [0, 6, 9, -1, "", "good", 4.5])
def test_a_wrong_rating_is_refused(ticket, kim, alice, stars):
    resolved(ticket, kim)
    with pytest.raises(Invalid):
        act(ticket, TicketFlow.rate, alice, stars=stars)


def test_the_customer_rates_once(ticket, kim, alice):
    resolved(ticket, kim)
    rated = act(ticket, TicketFlow.rate, alice, stars=4, comment="Fine")
    assert (rated.state, rated.satisfaction, rated.satisfaction_comment) == ("resolved", 4, "Fine")
    with pytest.raises(Conflict) as twice:
        act(ticket, TicketFlow.rate, alice, stars=1)
    assert twice.value.code == "rated"


def test_it_closes_by_itself_after_some_days_of_silence_and_once(ticket, kim, alice, later):
    resolved(ticket, kim)
    with later(days=4.9):
        assert close_what_is_settled() == 0
    with later(days=5.1):
        assert close_what_is_settled() == 1
        assert close_what_is_settled() == 0
    assert again(ticket).state == "closed"


def test_an_answer_in_time_keeps_it_open(ticket, kim, alice, later):
    resolved(ticket, kim)
    with later(days=4):
        write(ticket, alice, "Wait")
    with later(days=9):
        assert close_what_is_settled() == 0
    assert again(ticket).state == "in_progress"


# --- filing ----------------------------------------------------------------------------------


def test_tags_are_words_each_once(ticket, kim):
    assert act(ticket, TicketFlow.tag, kim, tags=" Refund, angry,refund,, ").tags == [
        "refund",
        "angry",
    ]
    assert act(ticket, TicketFlow.tag, kim, tags="").tags == []
    with pytest.raises(Invalid):
        act(ticket, TicketFlow.tag, kim, tags=",".join(map(str, range(11))))


def test_tickets_are_linked_each_pair_once_and_none_with_itself(ticket, kim, bob):
    other = ask(bob)
    act(ticket, TicketFlow.link, kim, ticket=other.pk)
    act(ticket, TicketFlow.link, kim, ticket=other.pk, kind="duplicate")
    assert [(link.other, link.kind) for link in ticket.links.all()] == [(other, "duplicate")]
    with pytest.raises(Refused):
        act(ticket, TicketFlow.link, kim, ticket=ticket.pk)


def test_a_second_person_in_the_office_cannot_take_a_step_twice(ticket, kim, lee):
    act(ticket, TicketFlow.start, kim)
    with pytest.raises(Conflict) as late:
        perform(ticket, TicketFlow.start, actor=lee, via=Door.REST)
    assert late.value.code == "wrong_state"


def test_what_comes_too_late_finds_a_category_that_is_still_offered(ticket, alice, later):
    act(ticket, TicketFlow.close, alice)
    TicketCategory.objects.filter(pk=ticket.category_id).update(is_active=False)
    other, _is_new = TicketCategory.objects.get_or_create(
        slug="other", defaults={"name": "Other", "order": 1}
    )
    TicketCategory.objects.exclude(pk=other.pk).update(is_active=False)
    with later(days=15):
        write(ticket, alice, "It is back")
    assert Ticket.objects.get(follow_up_of=ticket).category == other


def test_the_desk_verifies_itself(ticket, kim, alice):
    mine = [check for name, check in CHECKS.items() if name.startswith("tickets.")]

    def faults():
        return [sentence for check in mine for sentence in check()]

    resolved(ask(alice), kim)
    act(ticket, TicketFlow.start, kim)
    act(ticket, TicketFlow.wait, kim)
    act(ticket, TicketFlow.release, kim)
    assert faults() == []
    boss = make_person("Boss", roles=("support_manager",))
    override(ticket, state="closed", actor=boss, notes="A mistake", via=Door.CONSOLE)
    assert faults() == []
    with clock.travelled(timedelta(days=9)):
        assert watch_targets() == 0
