"""Sixty tickets of the demo, lived through the doors with a moved clock. Deterministic."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random
from typing import Any, Final

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import QuerySet

from addons.base import clock
from addons.base.points import FLOWS
from addons.base.workflow import Door
from addons.base.workflow.doors import create, perform
from addons.chat.models import Conversation, Message, Participant
from fixtures import read

from . import enquiring, saying
from .flow import TicketFlow
from .models import AgentProfile, Clock, Enquiry, Team, Ticket, TicketCategory
from .schedules import close_what_is_settled, end_what_is_silent, watch_targets
from .states import Availability

TICKETS: Final = 60
DAYS: Final = 60
# The contract's own people have nothing open.
AT_REST: Final = {"asha@example.com", "bala@example.com"}
# What stands open today, the oldest first; the rest is settled.
UNDER_WAY: Final = ("assigned", "waiting", "in_progress", "assigned") * 4 + ("open",) * 3
RESOLVED: Final = 6
A_MINUTE: Final = timedelta(minutes=1)


def make(*, scale: float) -> str:
    make_desk()
    life, now = Life(), clock.now()
    number = max(round(TICKETS * scale), 1)
    fates = fates_of(number)
    for place, fate in enumerate(fates):
        with transaction.atomic():
            life.live_through(fate, began(now, fates, place))
    watch_targets()
    close_what_is_settled()
    if scale >= 1:
        life.write_without_a_ticket(now)
    return f"{Ticket.objects.count()} tickets, {Enquiry.objects.count()} enquiries"


def fates_of(number: int) -> list[str]:
    """What becomes of each, the oldest first."""
    under_way = list(UNDER_WAY[: number // 3])
    resolved = ["resolved"] * min(RESOLVED, number // 8)
    return ["closed"] * (number - len(under_way) - len(resolved)) + resolved + under_way


def began(now: datetime, fates: list[str], place: int) -> datetime:
    """Closed ones over two months, resolved ones these days, the others since yesterday."""
    fate = fates[place]
    same = [at for at, other in enumerate(fates) if (other in _DONE) == (fate in _DONE)]
    number, of = same.index(place), len(same)
    if fate == "closed":
        return now - timedelta(days=DAYS) + timedelta(days=DAYS - 9) * number / of
    if fate == "resolved":
        return now - timedelta(hours=70) + timedelta(hours=6) * (number % RESOLVED)
    return now - timedelta(hours=22) + timedelta(hours=21) * number / of


_DONE: Final = {"closed", "resolved"}


def make_desk() -> None:
    """One team for nearly all; complaints wait for the manager, who has no time just now."""
    people = get_user_model()._default_manager
    support = Team.objects.for_all()
    assert support is not None  # seeded
    for row in read("staff")["staff"]:
        if "team" not in row:
            continue
        person = people.get(email=row["email"])
        is_lead = row["role"] == "support_manager"
        here = Availability.BUSY if is_lead else Availability.AVAILABLE
        profile = AgentProfile.objects.create(
            person=person, availability=here, limit=row.get("limit", 20)
        )
        profile.teams.add(support)
        if is_lead:
            complaints = Team.objects.create(name="Complaints", lead=person, order=20)
            profile.teams.add(complaints)
            Team.objects.filter(pk=support.pk).update(lead=person, escalates_to=complaints)
            TicketCategory.objects.filter(slug="complaint").update(team=complaints)


def copied() -> list[QuerySet[Any]]:
    """Tickets that are closed, with their clocks and all that was said."""
    tickets = Ticket.objects.closed()
    keys = [str(pk) for pk in tickets.values_list("pk", flat=True)]
    talks = Conversation.objects.filter(about_type=Ticket._meta.label_lower, about_id__in=keys)
    return [
        tickets,
        Clock.objects.filter(ticket__in=tickets),
        talks,
        Participant.objects.filter(conversation__in=talks),
        Message.objects.filter(conversation__in=talks),
    ]


class Life:
    """Draws who asks what, and lets the people do it."""

    def __init__(self) -> None:
        self.chance = Random("tickets")
        stories = read("tickets")["story"]
        self.complaints = [story for story in stories if story["category"] == "complaint"]
        self.stories = [story for story in stories if story["category"] != "complaint"]
        people = get_user_model()._default_manager.filter(is_staff=False)
        people = people.exclude(email__in=AT_REST).exclude(addresses=None)
        self.customers = list(people.order_by("pk"))
        self.manager = get_user_model()._default_manager.get(email="manager@example.com")

    def live_through(self, fate: str, moment: datetime) -> None:
        story = self.chance.choice(self.stories_for(fate))
        customer = self.chance.choice(self.customers)
        with clock.at(moment):
            ticket = self.ask(customer, story)
        if fate in ("open", "assigned"):
            return
        moment += timedelta(minutes=self.chance.randrange(4, 25))
        self.work(ticket, story, moment, fate)

    def stories_for(self, fate: str) -> list[dict[str, Any]]:
        if fate == "open":
            return self.complaints
        if fate in _DONE:
            return self.stories
        # What is urgent climbs to the manager when it is late, and both agents shall have as much.
        return [story for story in self.stories if story["priority"] in ("low", "medium")]

    def ask(self, customer: Any, story: dict[str, Any]) -> Ticket:
        data = {name: story[name] for name in ("subject", "category", "priority", "description")}
        data["related"] = self.related(customer, story["about"])
        return create(Ticket, actor=customer, data=data, via=Door.PORTAL)

    def related(self, customer: Any, kind: str) -> str:
        """The latest record of the kind that is the customer's, where its addon is on."""
        flow = FLOWS.get(kind) if kind else None
        if flow is None:
            return ""
        found = flow.model.objects.visible_to(customer).order_by("-pk").first()
        return f"{kind}:{found.pk}" if found is not None else ""

    def work(self, ticket: Ticket, story: dict[str, Any], moment: datetime, fate: str) -> None:
        agent = ticket.agent
        assert agent is not None  # both are there
        with clock.at(moment):
            act(ticket, TicketFlow.start, agent)
            if story["note"]:
                self.say(ticket, agent, story["note"], internal=True)
            if self.chance.random() < 0.5:
                act(ticket, TicketFlow.tag, agent, tags=story["tags"])
        for number, (speaker, text) in enumerate(story["talk"]):
            moment += timedelta(minutes=self.chance.randrange(3, 40))
            with clock.at(moment):
                self.say(ticket, ticket.customer if speaker == "customer" else agent, text)
                if speaker == "agent" and is_asked(story["talk"], number):
                    act(ticket, TicketFlow.wait, agent)
        moment += A_MINUTE
        with clock.at(moment):
            if fate == "waiting":
                act(ticket, TicketFlow.wait, agent)
        if fate in _DONE:
            self.settle(ticket, story, moment, fate)

    def settle(self, ticket: Ticket, story: dict[str, Any], moment: datetime, fate: str) -> None:
        agent, chance = ticket.agent, self.chance.random()
        if fate == "closed" and chance < 0.12:
            # It takes days: late, and on the manager's desk in the end.
            moment += timedelta(days=5)
            with clock.at(moment):
                watch_targets()
                ticket = Ticket.objects.with_people().get(pk=ticket.pk)
                if ticket.agent != self.manager:
                    why = "The customer has waited for days."
                    act(ticket, TicketFlow.escalate, agent, to=self.manager.pk, reason=why)
                act(ticket, TicketFlow.start, self.manager)
            agent = self.manager
        moment += timedelta(minutes=self.chance.randrange(10, 180))
        done = {"summary": story["summary"], "resolution_type": story["resolution"]}
        with clock.at(moment):
            act(ticket, TicketFlow.resolve, agent, **done, notes=story["note"])
        if fate == "closed" and 0.2 < chance < 0.3:
            moment += timedelta(hours=20)
            with clock.at(moment):
                self.say(ticket, ticket.customer, "It has happened again today.")
            moment += timedelta(hours=2)
            with clock.at(moment):
                self.say(ticket, agent, "Sorry. I have looked into it once more.")
                act(ticket, TicketFlow.resolve, agent, **done, notes="")
        if self.chance.random() < 0.6:
            rating = self.chance.choice(story["ratings"])
            with clock.at(moment + timedelta(hours=1)):
                act(
                    ticket,
                    TicketFlow.rate,
                    ticket.customer,
                    stars=rating["stars"],
                    comment=rating["text"],
                )
        if fate == "closed":
            self.close(ticket, moment)

    def close(self, ticket: Ticket, moment: datetime) -> None:
        """By the customer or, more often, by itself."""
        if self.chance.random() < 0.3:
            with clock.at(moment + timedelta(hours=3)):
                act(ticket, TicketFlow.close, ticket.customer, reason="")
        else:
            with clock.at(moment + timedelta(days=5, minutes=10)):
                close_what_is_settled()

    def write_without_a_ticket(self, now: datetime) -> None:
        """Two that were answered and have ended, and two that go on, one for each agent."""
        enquiries = read("tickets")["enquiry"]
        customers = self.chance.sample(self.customers, len(enquiries))
        for story, customer in zip(enquiries, customers, strict=True):
            moment = now - timedelta(minutes=story["ago"])
            for speaker, text in story["talk"]:
                with clock.at(moment):
                    if speaker == "customer":
                        first = enquiring.write(customer, via=Door.PORTAL, text=text)
                        enquiry = Enquiry.objects.get(pk=first.conversation.about_id)
                    else:
                        talk, agent = first.conversation, enquiry.agent
                        enquiring.say(talk, actor=agent, via=Door.CONSOLE, text=text)
                moment += timedelta(minutes=3)
            end_what_is_silent()

    def say(self, ticket: Ticket, actor: Any, text: str, *, internal: bool = False) -> None:
        thread = saying.thread_of(ticket)
        assert thread is not None
        via = Door.CONSOLE if actor.is_staff else Door.PORTAL
        saying.say(thread, actor=actor, text=text, internal=internal, via=via)


def is_asked(talk: list[list[str]], number: int) -> bool:
    """Whether the customer answers a question of ours next."""
    following = talk[number + 1 : number + 2]
    return bool(following) and following[0][0] == "customer" and "?" in talk[number][1]


def act(ticket: Ticket, transition: Any, actor: Any, **data: Any) -> Ticket:
    via = Door.CONSOLE if actor.is_staff else Door.PORTAL
    return perform(ticket, transition, actor=actor, data=data, via=via)
