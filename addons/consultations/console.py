"""Consultations in the console: the board of those that run, and the trail of their money."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from addons.base import clock
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
    RecordPanel,
    Since,
    Value,
    View,
)
from addons.billing.models import Invoice
from addons.chat.models import Conversation
from addons.chat.points import shown_to_staff
from addons.ledger.models import Hold

from .models import Consultation
from .settling import digits, said, shares_for
from .states import EndReason


class Length(Number):
    """Seconds, as people say them."""

    def show(self, value: int) -> str:
        return digits(value)


def running_since(consultation: Consultation) -> Any:
    return consultation.started_at if consultation.is_active else None


def left_of(consultation: Consultation) -> str:
    """How long the money still lasts, and how much there is."""
    if not consultation.is_active:
        return ""
    figures = consultation.figures()
    words = {"time": digits(figures.remaining_s), "balance": display(figures.balance)}
    return say("%(time)s left, %(balance)s in the wallet") % words


SINCE = Since("running_since", _("Running for"), read=running_since)
LEFT = Value("left", _("Money left"), read=left_of)


@in_console
class ConsultationViewSet(OperableViewSet):
    model = Consultation
    menu = Menu(
        group="work",
        order=130,
        icon="bi-chat-dots",
        permission="consultations.watch_consultations",
    )
    columns = (
        "customer",
        "provider",
        "category",
        SINCE,
        Moment("started_at", _("Started")),
        Length("duration_s", _("Time")),
        Money("cost", _("Cost")),
        Choice("end_reason", _("Why it ended")),
    )
    filters = ("category", "end_reason", "started_at")
    search = ("customer__name", "provider__display_name")
    views = (
        View(
            name="active",
            label=_("Running"),
            among="active",
            needs="consultations.watch_consultations",
            empty=_("Nobody is talking now."),
        ),
        View(name="under_way", label=_("Not ended"), among="under_way"),
    )
    card = ("customer", "provider", SINCE, LEFT)
    facts = (
        Facts(_("Who"), ("customer", "provider", "category"), icon="group"),
        Facts(
            _("When"),
            (
                "created_at",
                "wait_until",
                "started_at",
                "ends_at",
                "ended_at",
                Length("duration_s", _("Time")),
                Choice("end_reason", _("Why it ended")),
                "end_note",
            ),
            icon="date",
        ),
        Facts(
            _("Money"),
            (
                Money("price_per_minute", _("Price per minute")),
                "increment_s",
                "free_minutes",
                "minimum_minutes",
                Money("cost", _("Cost")),
                LEFT,
            ),
            icon="bi-cash-coin",
        ),
        Facts(_("Rating"), ("rating_stars", "rating_comment", "rated_at"), icon="bi-star"),
    )


def talk_of(consultation: Consultation, actor: Any) -> dict[str, Any] | None:
    return shown_to_staff(Conversation.objects.about(consultation).first(), actor)


def trail_of(consultation: Consultation, actor: Any) -> dict[str, Any] | None:
    """Each movement of its money: what was set aside, what it was used for, where it went."""
    holds = Hold.objects.filter(meter__consultation=consultation)
    hold = holds.select_related("transfer", "account").first()
    if hold is None:
        return None
    meter, now = consultation.meter, clock.now()
    postings = []
    if hold.transfer is not None:
        postings = list(hold.transfer.postings.select_related("account").order_by("pk"))
    return {
        "consultation": consultation,
        "hold": hold,
        "slices": list(meter.slices.order_by("increments")),
        "gaps": list(meter.gaps.all()),
        "figures": consultation.figures(now),
        "shares": shares_for(consultation, consultation.figures(now).cost),
        "lines": [{"line": line, "text": said(line, consultation)} for line in consultation.bill()],
        "postings": postings,
        "invoice": Invoice.objects.about(consultation).invoices().first(),
        "reason": EndReason(consultation.end_reason).label if consultation.end_reason else "",
    }


RECORD_PANELS.register(
    RecordPanel(
        model="consultations.Consultation",
        label=_("Money trail"),
        template="consultations/console/trail.html",
        context=trail_of,
        icon="bi-cash-coin",
    )
)
RECORD_PANELS.register(
    RecordPanel(
        model="consultations.Consultation",
        label=_("Conversation"),
        template="chat/console/messages.html",
        context=talk_of,
        icon="bi-chat-dots",
    )
)
