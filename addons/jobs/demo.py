"""Ninety days of the demo's jobs, lived through the doors with a moved clock. Deterministic."""

from __future__ import annotations

from collections.abc import Set
from datetime import datetime, timedelta
from random import Random
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import QuerySet

from addons.base import clock
from addons.base.workflow import Door, DoorError
from addons.base.workflow.doors import add_note, create, perform
from addons.catalog.models import ServiceCategory, ServiceItem
from addons.chat import points as chat
from addons.chat.models import Conversation, Message, Participant
from addons.providers.flow import ProviderFlow
from addons.providers.models import Provider
from fixtures import read

from . import pricing
from .flow import JobFlow
from .models import Job, Offer, WorkSession
from .points import DEMO_ENDINGS, DEMO_PAYERS
from .schedules import publish_ratings

DAYS = 90
JOBS = 300
OPEN = 14
TALKATIVE = 0.35
# The contract's own people begin with nothing open and nobody waiting for them.
AT_REST = {"asha@example.com", "bala@example.com"}
SPARED = {"raj@example.com", "meera@example.com", "imran@example.com"}


def make(*, scale: float) -> str:
    life = Life()
    now = clock.now()
    past = round(JOBS * scale) - OPEN
    minutes = sorted(life.chance.randrange(6 * 60, DAYS * 24 * 60) for _ in range(past))
    for number, ago in enumerate(reversed(minutes)):
        # One commit for a whole life: nobody else looks at it while it is made.
        with transaction.atomic():
            life.live_through(life.daytime(now - timedelta(minutes=ago)))
        if number % 20 == 0:
            with clock.at(now - timedelta(minutes=ago)):
                publish_ratings()
    publish_ratings()
    life.leave_open(now)
    return f"{Job.objects.count()} jobs"


def copied() -> list[QuerySet[Any]]:
    """Jobs that have ended, with all that belongs to them; taken time is not: it is unique.

    Only those in cash: what others moved in the books cannot be copied.
    """
    jobs = Job.objects.ended().filter(payment_method="cash")
    sessions = WorkSession.objects.filter(job__in=jobs)
    keys = [str(pk) for pk in sessions.values_list("pk", flat=True)]
    talks = Conversation.objects.filter(about_type=WorkSession._meta.label_lower, about_id__in=keys)
    return [
        jobs,
        Offer.objects.filter(job__in=jobs),
        sessions,
        talks,
        Participant.objects.filter(conversation__in=talks),
        Message.objects.filter(conversation__in=talks),
    ]


class Life:
    """Draws what happens, and lets the people do it."""

    def __init__(self) -> None:
        self.chance = Random("callout")
        # Of its own, so that the rest of life is the same whoever pays how.
        self.how = Random("how they pay")
        self.words = Random("whether they talk")
        self.stories: dict[str, list[dict[str, Any]]] = {}
        for story in read("stories")["story"]:
            self.stories.setdefault(story["category"], []).append(story)
        self.categories = {c.slug: c for c in ServiceCategory.objects.tree()}
        self.items = {item.slug: item for item in ServiceItem.objects.all()}
        people = get_user_model()._default_manager.filter(is_staff=False, provider=None)
        people = people.exclude(addresses=None)  # where nobody lives, nobody is sent
        self.customers = list(people.prefetch_related("addresses").order_by("pk"))
        self.dispatcher = get_user_model()._default_manager.get(email="dispatcher@example.com")

    # --- what happens ------------------------------------------------------------------------

    def daytime(self, moment: datetime) -> datetime:
        """The same day, when people are awake: most need help in the morning and after work."""
        hour = self.chance.choices(range(2, 15), weights=[3, 6, 8, 8, 6, 5, 4, 4, 5, 6, 7, 6, 3])[0]
        return min(
            moment.replace(hour=hour, minute=self.chance.randrange(60)),
            clock.now() - timedelta(hours=5),
        )

    def live_through(self, moment: datetime) -> None:
        """One job from the booking to its end."""
        story = self.draw_story()
        job = self.book(moment, story)
        if job is None:
            return
        fate = self.chance.random()
        if fate < 0.06:
            self.cancel(job, story, moment + self.span(2, 6))
            return
        if self.chance.random() < 0.12:
            job = self.answer(job, JobFlow.reject, moment + self.span(0, 1), reason=story["reject"])
        job, moment = self.assign(job, story, moment)
        if fate < 0.11:
            self.cancel(job, story, moment + self.span(3, 15))
            return
        self.work(job, story, moment)

    def assign(self, job: Job, story: dict[str, Any], moment: datetime) -> tuple[Job, datetime]:
        """The one asked accepts; where nobody is left to ask, the dispatcher finds somebody."""
        moment += self.span(2, 2)
        if job.provider is None:
            job = self.dispatch(job, story, moment)
        else:
            job = self.answer(job, JobFlow.accept, moment)
        if self.chance.random() < 0.04:
            moment += self.span(3, 10)
            with clock.at(moment):
                data = {"reason": story["give_back"]}
                actor = job.provider.user if job.provider else self.dispatcher
                job = perform(job, JobFlow.unassign, actor=actor, data=data, via=Door.PORTAL)
            return self.assign(job, story, moment)
        return job, moment

    def work(self, job: Job, story: dict[str, Any], moment: datetime) -> None:
        """Some talk first; the provider comes, works, and one of the two finishes."""
        moment = max(moment + self.span(15, 35), job.scheduled_at or moment)
        if self.words.random() < TALKATIVE:
            self.talk(job, story, moment - timedelta(minutes=9))
        self.answer(job, JobFlow.start, moment, code=job.start_code)
        moment += self.span(max(job.duration_minutes - 15, 10), 40)
        if self.chance.random() < 0.08:
            with clock.at(moment):
                add_note(
                    job,
                    actor=self.dispatcher,
                    kind="internal",
                    text=story["note"],
                    via=Door.CONSOLE,
                )
        self.finish(job, story, moment)

    def finish(self, job: Job, story: dict[str, Any], moment: datetime) -> None:
        rating = self.chance.choice(story["ratings"])
        provider = job.provider
        assert provider is not None
        ago = clock.now() - moment
        by_customer = self.chance.random() < 0.7
        if any(ending.wants_provider(ago) for ending in DEMO_ENDINGS):
            by_customer = False
        with clock.at(moment):
            if by_customer:
                data = {"rating_stars": rating["stars"], "rating_description": rating["text"]}
                perform(job, JobFlow.complete, actor=job.customer, data=data, via=Door.PORTAL)
            else:
                perform(job, JobFlow.complete, actor=provider.user, data={}, via=Door.PORTAL)
        with clock.at(moment + self.span(3, 12)):
            for ending in DEMO_ENDINGS:
                ending.finished(Job.objects.get(pk=job.pk), ago)
            if payer := DEMO_PAYERS.get(job.payment_method):
                payer.ended(Job.objects.get(pk=job.pk))
            self.back_on_duty(provider)

    # --- how they do it ----------------------------------------------------------------------

    def book(self, moment: datetime, story: dict[str, Any], **more: Any) -> Job | None:
        """A customer books whom the search would show, or anyone near; nothing if nobody is."""
        customer = more.pop("customer", None) or self.chance.choice(self.customers)
        address = customer.addresses.all()[0]
        category = self.categories[story["category"]]
        with clock.at(moment):
            near = Provider.objects.candidates(
                category=category,
                latitude=address.latitude,
                longitude=address.longitude,
                start=None,
                minutes=60,
            )
            if not near:
                return None
            chosen = self.chance.choice(near[:5]) if self.chance.random() < 0.8 else None
            items = [{"item": self.items[slug], "quantity": 1} for slug in story["items"]]
            total = pricing.quote(category, chosen, items).total
            method = self.way_to_pay(customer)
            data = {
                "category": category.slug,
                "provider": chosen.pk if chosen else None,
                "items": [{**line, "item": line["item"].pk} for line in items],
                "description": story["description"],
                "address": address.line,
                "area": address.area,
                "latitude": address.latitude,
                "longitude": address.longitude,
                "scheduled_at": more.get("scheduled_at"),
                "payment_method": method,
            }
            payer = DEMO_PAYERS.get(method)
            if payer is not None:
                payer.before(customer, total)
            try:
                job = create(Job, actor=customer, data=data, via=Door.PORTAL)
            except DoorError:
                return None  # somebody else's work came between, as in life: they try elsewhere
            if payer is not None:
                payer.booked(job)
            return Job.objects.get(pk=job.pk)

    def way_to_pay(self, customer: Any) -> str:
        """As many by each as its addon says; those of the contract keep their wallets as they are."""
        draw = self.how.randrange(100)
        if customer.email in AT_REST:
            return "cash"
        for key, payer in DEMO_PAYERS.items():
            draw -= payer.share
            if draw < 0:
                return key
        return "cash"

    def answer(self, job: Job, transition: Any, moment: datetime, **data: Any) -> Job:
        """The provider who is asked, or has the job, does it."""
        assert job.provider is not None
        with clock.at(moment):
            return perform(job, transition, actor=job.provider.user, data=data, via=Door.PORTAL)

    def dispatch(self, job: Job, story: dict[str, Any], moment: datetime) -> Job:
        with clock.at(moment):
            offering = Provider.objects.on_duty().offering(job.category)
            free = offering.unoccupied(clock.now(), minutes=job.duration_minutes)
            provider = self.chance.choice(list(free.order_by("pk")[:10]))
            data = {"provider": provider.pk, "reason": story["note"][:200]}
            return perform(job, JobFlow.assign, actor=self.dispatcher, data=data, via=Door.CONSOLE)

    def cancel(self, job: Job, story: dict[str, Any], moment: datetime) -> None:
        with clock.at(moment):
            data = {"reason": story["cancel"]}
            perform(job, JobFlow.cancel, actor=job.customer, data=data, via=Door.PORTAL)

    def talk(self, job: Job, story: dict[str, Any], moment: datetime) -> None:
        session, provider = job.current_session(), job.provider
        if session is None or provider is None:
            return
        conversation = Conversation.objects.about(session).first()
        for number, (speaker, text) in enumerate(story["chat"] if conversation else ()):
            actor = job.customer if speaker == "customer" else provider.user
            with clock.at(moment + timedelta(minutes=number)):
                chat.say(conversation, actor=actor, text=text, via=Door.PORTAL)

    def back_on_duty(self, provider: Provider) -> None:
        provider = Provider.objects.get(pk=provider.pk)
        if provider.is_busy and not provider.jobs.due_now().exists():
            perform(provider, ProviderFlow.go_on_duty, actor=provider.user, via=Door.PORTAL)

    # --- what is open when the demo begins ---------------------------------------------------

    def leave_open(self, now: datetime) -> None:
        """Some work is planned, some under way, and some waits for the dispatcher."""
        waiting = [c for c in self.customers if c.email not in AT_REST]
        self.chance.shuffle(waiting)
        theirs = self.trades_of(SPARED)
        for number, customer in enumerate(waiting[:OPEN]):
            story = self.draw_story(but=theirs)
            moment = now - timedelta(minutes=50 - 3 * number)
            job = self.book(moment, story, customer=customer)
            if job is None or number % 7 == 0:
                continue
            if job.provider is not None:
                job = self.answer(job, JobFlow.accept, moment + timedelta(minutes=1))
            if job.provider is not None and number % 2:
                self.talk(job, story, moment + timedelta(minutes=2))
                start = moment + timedelta(minutes=7)
                self.answer(job, JobFlow.start, start, code=job.start_code)

    def trades_of(self, emails: Set[str]) -> set[str]:
        """Work that one of them could be asked for, now or when somebody else lets it pass."""
        offering = Provider.objects.filter(user__email__in=emails).offering
        return {slug for slug in self.stories if offering(self.categories[slug]).exists()}

    def draw_story(self, *, but: Set[str] = frozenset()) -> dict[str, Any]:
        slug = self.chance.choice(sorted(set(self.stories) - but))
        return self.chance.choice(self.stories[slug])

    def span(self, least: int, more: int) -> timedelta:
        return timedelta(minutes=least + self.chance.random() * more)
