"""What follows from a job's transitions, in the same transaction: offers, sessions, duty, search."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from addons.base import clock
from addons.base.points import follows, follows_all
from addons.base.uploads import attach
from addons.base.workflow import Door
from addons.base.workflow.bulk import follow_all
from addons.base.workflow.doors import create, perform
from addons.chat import points as chat
from addons.providers.flow import ProviderFlow
from addons.providers.models import ProviderStanding
from addons.providers.points import is_bound, recount_ratings

from .candidates import DISPATCH, ask_next
from .flow import JobFlow
from .models import CustomerSearch, Job, Offer, WorkSession
from .offer_flow import OfferFlow
from .points import follow_its_end, when_confirmed
from .work_session_flow import WorkSessionFlow

if TYPE_CHECKING:
    from addons.base.workflow.changes import Change

CHAT_MEMORY = timedelta(hours=24)


@follows(JobFlow.book)
def keep_photos_and_search(job: Job, change: Change) -> None:
    attach(job, change.arguments["photos"], kind="photo")
    CustomerSearch.objects.turn(job.customer, is_active=True)


@follows(JobFlow.book, JobFlow.begin_to_look, JobFlow.choose_provider)
def offer_to_the_chosen(job: Job, change: Change) -> None:
    """Ask whom the customer chose; who leaves the choice to us gets the best one near."""
    if job.is_held_back:
        return
    withdraw_open_offer(job)
    if job.provider is None:
        ask_the_next(job, change)
    else:
        make_offer(job)


@follows(JobFlow.ask)
def offer_to_the_next(job: Job, change: Change) -> None:
    make_offer(job)


@follows(JobFlow.reject)
def note_the_rejection(job: Job, change: Change) -> None:
    data = {"reason": change.reason}
    for offer in job.offers.open():
        perform(offer, OfferFlow.reject, actor=DISPATCH, data=data, via=Door.FOLLOW_UP)


@follows_all(OfferFlow.expire)
def let_the_jobs_look_further(changes: Mapping[Offer, Change]) -> None:
    """They lose the provider who did not answer; the sweep then asks the next one."""
    causes = {offer.job_id: change.event for offer, change in changes.items()}
    follow_all(JobFlow.lapse, actor=DISPATCH, causes=causes)


@follows(JobFlow.unassign, JobFlow.cancel)
def undo_the_assignment(job: Job, change: Change) -> None:
    """Unlike finishing, this puts the provider back on duty and the customer's search to active."""
    withdraw_open_offer(job)
    withdraw_accepted_offer(job)
    end_session(job)
    CustomerSearch.objects.turn(job.customer, is_active=True)


@follows(JobFlow.reject, JobFlow.unassign)
def ask_the_next(job: Job, change: Change) -> None:
    job.refresh_from_db()
    ask_next(job, via=Door.FOLLOW_UP)


@follows(JobFlow.accept)
def close_the_offer(job: Job, change: Change) -> None:
    for offer in job.offers.open():
        perform(offer, OfferFlow.accept, actor=DISPATCH, via=Door.FOLLOW_UP)


@follows(JobFlow.assign)
def take_it_from_others(job: Job, change: Change) -> None:
    withdraw_open_offer(job)
    end_session(job)


@follows(JobFlow.accept, JobFlow.assign)
def open_session(job: Job, change: Change) -> None:
    begin_session(job)
    CustomerSearch.objects.turn(job.customer, is_active=False)


def begin_session(job: Job) -> None:
    create(WorkSession, actor=DISPATCH, data={"job": job.pk}, via=Door.FOLLOW_UP)


def take_up_the_work(job: Job) -> None:
    """What was done is not right: both talk again, and it binds the provider."""
    begin_session(job)
    become_busy(job)


@follows(JobFlow.accept, JobFlow.assign, JobFlow.start)
def provider_is_busy(job: Job, change: Change) -> None:
    """Busy from now if the job is due, else when it starts."""
    become_busy(job)


def become_busy(job: Job) -> None:
    provider = job.provider
    if provider is not None and provider.is_on_duty and (job.is_due or job.started_at):
        perform(provider, ProviderFlow.become_busy, actor=DISPATCH, via=Door.FOLLOW_UP)


@follows(JobFlow.complete)
def complete_the_session(job: Job, change: Change) -> None:
    given = change.arguments
    end_the_work(job, stars=given["rating_stars"], words=given["rating_description"])


def end_the_work(job: Job, *, stars: int | None = None, words: str = "") -> None:
    """The work session ends with the job and keeps the rating; duty and search stay as they are."""
    data = {
        "completed_by": job.completed_by_id,
        "completed_as": job.completed_as,
        "rating_stars": stars,
        "rating_description": words,
    }
    for session in job.work_sessions.active():
        perform(session, WorkSessionFlow.complete, actor=DISPATCH, data=data, via=Door.FOLLOW_UP)


@follows(WorkSessionFlow.open)
def open_the_chat(session: WorkSession, change: Change) -> None:
    chat.begin(session, [session.customer, session.provider.user])


@follows(WorkSessionFlow.complete, WorkSessionFlow.cancel)
def close_the_chat(session: WorkSession, change: Change) -> None:
    """Both can read it for a day; then it is gone for them."""
    chat.close(session, readable_until=clock.now() + CHAT_MEMORY)


@follows(OfferFlow.accept)
def count_acceptance(offer: Offer, change: Change) -> None:
    ProviderStanding.objects.count_accepted(offer.provider)


@follows_all(OfferFlow.reject, OfferFlow.expire)
def count_declines(changes: Mapping[Offer, Change]) -> None:
    ProviderStanding.objects.count_declined(offer.provider_id for offer in changes)


@follows(JobFlow.unassign)
def count_given_back(job: Job, change: Change) -> None:
    """Giving back counts against the provider; being taken off by a dispatcher does not."""
    for offer in job.offers.filter(state="withdrawn", provider__user=change.actor.pk)[:1]:
        ProviderStanding.objects.count_given_back(offer.provider)


@when_confirmed
def count_completion(job: Job, change: Change) -> None:
    if job.provider is not None:
        ProviderStanding.objects.count_completed(job.provider)


@follows(WorkSessionFlow.publish_rating)
def count_rating(session: WorkSession, change: Change) -> None:
    recount_ratings(session.provider)


# After the others: what other addons hang on it finds the job's own matters done.
follows(JobFlow.complete, JobFlow.cancel)(follow_its_end)


def make_offer(job: Job) -> None:
    data = {"job": job.pk, "provider": job.provider_id}
    create(Offer, actor=DISPATCH, data=data, via=Door.FOLLOW_UP)


def withdraw_open_offer(job: Job) -> None:
    for offer in job.offers.open():
        perform(offer, OfferFlow.withdraw, actor=DISPATCH, via=Door.FOLLOW_UP)


def withdraw_accepted_offer(job: Job) -> None:
    for offer in job.offers.filter(state="accepted"):
        perform(offer, OfferFlow.withdraw, actor=DISPATCH, via=Door.FOLLOW_UP)


def end_session(job: Job) -> None:
    """Cancel the running session and free its provider, unless other work binds them."""
    for session in job.work_sessions.active():
        perform(session, WorkSessionFlow.cancel, actor=DISPATCH, via=Door.FOLLOW_UP)
        free(session.provider)


def free(provider: Any) -> None:
    if provider.is_busy and not is_bound(provider):
        perform(provider, ProviderFlow.become_free, actor=DISPATCH, via=Door.FOLLOW_UP)
