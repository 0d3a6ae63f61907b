"""Jobs, offers and work sessions in the console."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from addons.base.money import display
from addons.base.points import RECORD_PANELS, in_console
from addons.base.surfaces.console import (
    Choice,
    Facts,
    Menu,
    Moment,
    Money,
    Number,
    OperableViewSet,
    Person,
    RecordPanel,
    Related,
    Value,
    View,
)
from addons.chat.models import Conversation
from addons.chat.points import shown_to_staff
from addons.providers.models import Provider

from .models import Job, Offer, WorkSession
from .points import PAYMENT_METHODS


class Lines(Value):
    """What is to be paid for, line by line."""

    kind = "lines"

    def show(self, value: list[dict[str, Any]]) -> str:
        rows = (
            (line["quantity"], line["description"], display(Decimal(line["amount"])))
            for line in value
        )
        return format_html("<ul>{}</ul>", format_html_join("", "<li>{} × {}: {}</li>", rows))

    def plain(self, value: list[dict[str, Any]]) -> str:
        return "; ".join(f"{line['quantity']} × {line['description']}" for line in value)


class Distance(Number):
    """Metres, as people say them."""

    def show(self, value: int) -> str:
        return say("%(km)s km") % {"km": f"{value / 1000:.1f}"}


def talk_of(job: Job, actor: Any) -> dict[str, Any] | None:
    """What the two sides of the latest work session say to each other."""
    session = job.work_sessions.order_by("-started_at").first()
    if session is None:
        return None
    return shown_to_staff(Conversation.objects.about(session).first(), actor)


def payment_of(job: Job) -> str:
    method = PAYMENT_METHODS.get(job.payment_method)
    return job.payment_method if method is None else str(method.label)


WHEN = Moment("scheduled_at", _("When"), empty=_("As soon as possible"))


def best_providers(
    job: Job | None, choices: QuerySet[Any], most: int
) -> Iterator[tuple[Provider, str]]:
    """Who can do it first, the nearest before; then the others, each with what is against it."""
    if job is None:
        yield from ((provider, "") for provider in choices.order_by("pk")[:most])
        return
    place = {"latitude": job.latitude, "longitude": job.longitude}
    about = {"category": job.category, "minutes": job.duration_minutes}
    able = [
        provider
        for provider in Provider.objects.candidates(**about, **place, start=job.scheduled_at)
        if provider.user_id != job.customer_id
    ]
    wanted = set(choices.filter(pk__in=[p.pk for p in able]).values_list("pk", flat=True))
    first = [provider for provider in able if provider.pk in wanted][:most]
    rest = (
        choices.exclude(pk__in=[p.pk for p in first]).offering(job.category).select_related("user")
    )
    for provider in [*first, *rest.order_by("pk")[: most - len(first)]]:
        against = provider.why_not(**about, **place, start=job.scheduled_at)
        metres = provider.distance_to(job.latitude, job.longitude)
        distance = "" if metres is None else say("%(km)s km") % {"km": f"{metres / 1000:.1f}"}
        yield provider, " · ".join(filter(None, [distance, against and str(against.message)]))


@in_console
class JobViewSet(OperableViewSet):
    model = Job
    menu = Menu(order=100, icon="bi-briefcase", permission="jobs.watch_jobs", badge="waiting")
    columns = (
        "category",
        "customer",
        "provider",
        WHEN,
        "area",
        Money("total", _("Total")),
        Moment("created_at", _("Booked")),
    )
    filters = ("category", "scheduled_at", "created_at")
    search = ("customer__name", "customer__phone", "provider__display_name", "address", "area")
    views = (
        View(
            name="waiting",
            label=_("Waiting for a dispatcher"),
            among="waiting_for_dispatcher",
            needs="jobs.steer_job",
            empty=_("No job waits for you."),
        ),
        View(
            name="live",
            label=_("Live"),
            among="live",
            needs="jobs.steer_job",
            empty=_("Nobody is at work or on the way."),
        ),
        View(name="under_way", label=_("Not ended"), among="under_way"),
    )
    card = ("category", "customer", WHEN, "provider", Money("total", _("Total")))
    facts = (
        Facts(
            _("What"),
            ("category", "description", Lines("lines", _("Lines")), Money("total", _("Total"))),
            icon="bi-clipboard-check",
        ),
        Facts(
            _("Where and when"),
            (
                "address",
                "area",
                WHEN,
                "duration_minutes",
                "proposed_time",
                "started_at",
                "work_completed_at",
            ),
            icon="bi-geo-alt",
        ),
        Facts(
            _("Who"),
            (
                "customer",
                Value("customer.phone", _("Customer's phone")),
                "provider",
                Value("provider.user.phone", _("Provider's phone")),
                "providers_asked",
                "held_back_since",
                "waits_for_dispatcher_since",
                Person("completed_by", _("Finished by")),
            ),
            icon="group",
        ),
        Facts(
            _("Money"),
            (
                Money("subtotal", _("Before tax")),
                Money("tax", _("Tax")),
                Money("total", _("Total")),
                Money("commission", _("Commission")),
                Value("payment_method", read=payment_of),
            ),
            icon="bi-cash-coin",
        ),
    )
    related = (
        Related("offers", icon="bi-inbox"),
        Related("work_sessions", icon="bi-clock-history"),
    )
    pickers = {"provider": best_providers}

    def suggestions(self, request: HttpRequest) -> Iterable[tuple[Any, str]]:
        """The places of the customer who is chosen already."""
        wanted = request.GET.get("customer", "")
        if not wanted.isdecimal():
            return
        people = get_user_model()._default_manager.visible_to(request.user)
        for address in (a for person in people.filter(pk=wanted) for a in person.addresses.all()):
            known = {
                "customer": wanted,
                "address": ", ".join(filter(None, [address.line, address.city, address.postcode])),
                "area": address.area,
                "latitude": address.latitude,
                "longitude": address.longitude,
            }
            yield f"{address.label}: {address.line}", urlencode(known)


@in_console
class OfferViewSet(OperableViewSet):
    model = Offer
    menu = Menu(group="work", order=110, icon="bi-inbox", permission="jobs.watch_jobs")
    columns = (
        Moment("expires_at", _("Answer until")),
        "answered_at",
        Distance("distance_m", _("Distance")),
        "reject_reason",
    )
    filters = ("expires_at",)
    search = ("provider__display_name",)
    views = (
        View(
            name="open",
            label=_("Waiting for an answer"),
            among="open",
            needs="jobs.steer_job",
            empty=_("No offer is open."),
        ),
        View(name="overdue", label=_("Past their deadline"), among="overdue"),
    )
    card = (Moment("expires_at", _("Answer until")), Distance("distance_m", _("Distance")))
    facts = (
        Facts(
            _("Offer"),
            (
                "job",
                "provider",
                Distance("distance_m", _("Distance")),
                "expires_at",
                "answered_at",
                "reject_reason",
            ),
        ),
    )
    joins = ("job", "provider")


@in_console
class WorkSessionViewSet(OperableViewSet):
    model = WorkSession
    menu = Menu(group="work", order=120, icon="bi-clock-history", permission="jobs.watch_jobs")
    columns = ("job", "provider", "customer", "started_at", "completed_at")
    filters = ("started_at",)
    search = ("provider__display_name", "customer__name")
    ordering = "-started_at"
    card = ("provider", "customer", "started_at")
    facts = (
        Facts(
            _("Work session"),
            (
                "job",
                "customer",
                "provider",
                "started_at",
                "completed_at",
                Person("completed_by", _("Ended by")),
                Choice("completed_as", _("Ended as")),
            ),
        ),
    )
    joins = ("job",)


RECORD_PANELS.register(
    RecordPanel(
        model="jobs.Job",
        label=_("Conversation"),
        template="chat/console/messages.html",
        context=talk_of,
        icon="bi-chat-dots",
    )
)
