"""The clocks of tickets: begun, stopped, paused and reckoned anew, always under the ticket's lock."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django.db.models import F, OuterRef, Q, Subquery
from django.utils.translation import gettext as _

from addons.base import clock as time
from addons.base.workflow import Refused

from .models import Clock, ClockChange, ServicePolicy, Ticket
from .states import Target

if TYPE_CHECKING:
    from .sla import Hours

# What holds where nobody has set up anything, or has switched everything off.
BUILT_IN = ServicePolicy(name="built in")


def policy_of(ticket: Ticket) -> ServicePolicy:
    """The most special one that fits: category and priority, category, priority, all others."""
    fits = Q(category=ticket.category_id) | Q(category=None)
    fits &= Q(priority=ticket.priority) | Q(priority="")
    found = ServicePolicy.objects.filter(fits, is_active=True).select_related("calendar")
    nearest = found.order_by(F("category").asc(nulls_last=True), "-priority").first()
    return nearest or BUILT_IN


def begin(ticket: Ticket, *targets: Target) -> None:
    """Let clocks run that do not run yet."""
    now, policy = time.now(), policy_of(ticket)
    hours = policy.as_hours
    running = set(ticket.clocks.running().values_list("target", flat=True))
    for target in targets:
        if target not in running:
            started = Clock(ticket=ticket, target=target, started_at=now)
            _reckon(started, policy, hours)
            started.save()


def stop(ticket: Ticket, *targets: Target) -> None:
    now = time.now()
    for each in _running(ticket).filter(target__in=targets):
        each.stop(now, each.policy.as_hours if each.policy is not None else None)
        each.save()


def pause(ticket: Ticket) -> None:
    """The customer has to do something; what was due already stays due."""
    now = time.now()
    for each in _running(ticket):
        each.pause(now)
        _again(each)


def resume(ticket: Ticket) -> None:
    now = time.now()
    for each in _running(ticket):
        each.resume(now)
        _again(each)


def take_up(ticket: Ticket) -> None:
    """It is not resolved after all: the time in which it seemed so does not count."""
    now = time.now()
    last = ticket.clocks.filter(target=Target.RESOLUTION).order_by("-pk").first()
    if last is None or last.stopped_at is None:
        return
    last.pause(last.stopped_at)
    last.resume(now)
    last.stopped_at = last.took_s = None
    _reckon(last, policy_of(ticket))
    last.save()


def retarget(ticket: Ticket, *, why: str) -> None:
    """Reckon what runs by what holds now, and keep the figures that held before."""
    now, policy = time.now(), policy_of(ticket)
    hours = policy.as_hours
    for each in _running(ticket):
        before = {"budget_before": each.budget_s, "due_before": each.due_at}
        _reckon(each, policy, hours)
        each.save()
        after = {"budget_after": each.budget_s, "due_after": each.due_at}
        if list(before.values()) != list(after.values()):
            ClockChange.objects.create(clock=each, at=now, why=why[:300], **before, **after)


def mark(tickets: Mapping[int, Ticket], what: str, *, due: str) -> None:
    """Write down, once, that clocks warned or were missed, when that was, and who had it then.

    The tickets come by the keys of their clocks.
    """
    rows, now = Clock.objects.filter(pk__in=tickets), time.now()
    columns = rows.values_list("pk", "ticket", due, "stopped_at", f"{what}_at")
    found = {pk: rest for pk, *rest in columns}
    for pk, ticket in tickets.items():
        owner, at, stopped_at, marked_at = found.get(pk, (None, None, None, None))
        if owner != ticket.pk or at is None or at > now:
            raise Refused("not_due", _("It is not due."))
        if stopped_at is not None and stopped_at <= at:
            # A sweep looked while the answer was on its way.
            raise Refused("kept", _("It was kept."))
        if marked_at is not None:
            raise Refused("marked", _("It is written down already."))
    rows.update(**{f"{what}_at": F(due), f"{what}_agent": _who_had_it(OuterRef(due))})


def _who_had_it(moment: Any) -> Subquery:
    """The ticket's agent at that moment, however late one asks."""
    then = Ticket.history.filter(id=OuterRef("ticket"), history_date__lte=moment)
    return Subquery(then.order_by("-history_date", "-history_id").values("agent")[:1])


def outdated() -> Iterable[Ticket]:
    """Tickets under way whose promises are not those that hold now."""
    shown = Ticket.objects.under_way().prefetch_related("clocks").order_by("pk")
    bases: dict[tuple[int, str], str] = {}
    for ticket in shown.iterator(chunk_size=500):
        key = ticket.category_id, ticket.priority
        if key not in bases:
            bases[key] = policy_of(ticket).basis()
        if any(c.is_running and c.basis != bases[key] for c in ticket.clocks.all()):
            yield ticket


def are_outdated(ticket: Ticket) -> bool:
    """Whether something runs by what does not hold any more."""
    return ticket.clocks.running().exclude(basis=policy_of(ticket).basis()).exists()


def _running(ticket: Ticket) -> Any:
    return ticket.clocks.running().select_related("policy__calendar").order_by("pk")


def _reckon(each: Clock, policy: ServicePolicy, hours: Hours | None = None) -> None:
    each.reckon(policy, hours if hours is not None else policy.as_hours)
    if policy.pk is None:
        each.policy = None


def _again(each: Clock) -> None:
    """After a pause: by the figures that it has, which only `retarget` replaces."""
    policy = each.policy if each.policy is not None else BUILT_IN
    hours = policy.as_hours
    each.stand(hours, warn_percent=policy.warn_percent)
    each.save()
