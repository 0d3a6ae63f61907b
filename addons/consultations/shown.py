"""A consultation as its pages show it to one of the two sides: time, money, talk, bill."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from addons.base import clock, money
from addons.base.surfaces.portal import action_url
from addons.base.templatetags.theme import moment
from addons.base.workflow import Door
from addons.base.workflow.available import available
from addons.billing.models import Invoice
from addons.chat import points as chat
from addons.chat.models import Conversation
from addons.ledger.points import wallet_of
from addons.payments.points import top_up_url
from addons.providers.points import card_of

from .charging import Line, needed
from .models import ConsultantNote, Consultation
from .models.consultation import Figures
from .settling import digits, said, shares_for
from .states import EndReason

HUNDRED = Decimal(100)


@dataclass
class ShownConsultation:
    """The consultation through the eyes of one reader."""

    consultation: Consultation
    reader: Any

    @property
    def is_customer(self) -> bool:
        return self.consultation.customer_id == self.reader.pk

    @property
    def is_consultant(self) -> bool:
        return self.consultation.side_of(self.reader) == "provider"

    @property
    def now(self) -> datetime:
        return clock.now()

    @cached_property
    def card(self) -> dict[str, Any]:
        """The consultant, for the customer."""
        return card_of(self.consultation.provider, self.consultation.category)

    @property
    def other_name(self) -> str:
        if self.is_consultant:
            return self.consultation.customer.get_full_name()
        return self.consultation.provider.display_name

    @property
    def photo(self) -> str:
        return "" if self.is_consultant else str(self.card["photo"])

    @property
    def seconds_to_wait(self) -> int:
        return int((self.consultation.wait_until - self.consultation.state_since).total_seconds())

    # --- time and money ------------------------------------------------------------------------

    @cached_property
    def figures(self) -> Figures:
        return self.consultation.figures(self.now)

    @property
    def clock(self) -> str:
        return digits(self.figures.elapsed_s)

    @property
    def minutes_left(self) -> int:
        return self.figures.remaining_s // 60

    @property
    def is_low(self) -> bool:
        return self.figures.remaining_s <= 120

    @property
    def earned(self) -> Decimal:
        return shares_for(self.consultation, self.figures.cost).net

    @property
    def balance(self) -> Decimal:
        """The customer's, less what this costs so far."""
        if self.consultation.is_active:
            return self.figures.balance
        return wallet_of(self.consultation.customer).balance

    @property
    def percent_left(self) -> int:
        """Of all the time that money was or is there for."""
        remaining, gone = self.figures.remaining_s, self.figures.elapsed_s
        return round(100 * remaining / max(remaining + gone, 1))

    @property
    def meter(self) -> dict[str, Any]:
        """What the page's own reckoning between two reports needs."""
        consultation = self.consultation
        return {
            "per-minute": f"{consultation.price_per_minute:f}",
            "increment": consultation.increment_s,
            "free": consultation.free_minutes * 60,
            "short": consultation.short_seconds,
            "currency": money.currency(),
            "decimals": money.decimals(),
            "elapsed": self.figures.elapsed_s,
            "remaining": self.figures.remaining_s,
            "balance": f"{self.figures.balance:f}",
            "paused": self.figures.paused_side,
            "share": f"{shares_for(consultation, HUNDRED).net / HUNDRED:f}",
        }

    @property
    def top_up(self) -> str:
        """Where five minutes more can be paid in."""
        _increments, more = needed(self.consultation.tariff, self.consultation.minimum_minutes)
        return top_up_url(missing=more, back=self.consultation.get_absolute_url())

    @property
    def rate(self) -> str:
        price = money.display(self.consultation.price_per_minute)
        return _("%(price)s a minute") % {"price": price}

    @property
    def facts(self) -> list[dict[str, Any]]:
        consultation = self.consultation
        facts: list[dict[str, Any]] = [{"label": _("Price"), "text": self.rate}]
        if consultation.increment_s != 60:
            counted = ngettext(
                "each second", "each %(n)s seconds started", consultation.increment_s
            )
            facts.append({"label": _("Charged"), "text": counted % {"n": consultation.increment_s}})
        if consultation.free_minutes:
            free = ngettext("%(n)s minute", "%(n)s minutes", consultation.free_minutes)
            facts.append(
                {"label": _("Free at the start"), "text": free % {"n": consultation.free_minutes}}
            )
        if consultation.ends_at is not None and not consultation.is_over:
            facts.append(
                {"label": _("Ends by itself at"), "text": moment_text(consultation.ends_at)}
            )
        return facts

    @property
    def summary(self) -> list[dict[str, Any]]:
        """After the end."""
        consultation, cost = self.consultation, self.consultation.cost or Decimal(0)
        facts: list[dict[str, Any]] = [
            {"label": _("Time"), "text": digits(consultation.duration_s or 0)},
            {"label": _("Price"), "text": self.rate},
            {"label": _("Cost"), "amount": cost, "sum": True},
        ]
        if self.is_consultant:
            facts.append({"label": _("You earn"), "amount": shares_for(consultation, cost).net})
        elif self.is_customer:
            facts.append({"label": _("In your wallet now"), "amount": self.balance})
        return facts

    @property
    def why(self) -> str:
        """Why it ended, said to the reader."""
        reason = EndReason(self.consultation.end_reason)
        own = {
            (EndReason.USER_REQUESTED, True): _("You ended the session."),
            (EndReason.PROVIDER_ENDED, False): _("You ended the session."),
            (EndReason.USER_DISCONNECTED, True): _(
                "You lost the connection. The time after it is not charged."
            ),
            (EndReason.PROVIDER_DISCONNECTED, False): _(
                "You lost the connection. The time after it is not charged."
            ),
            (EndReason.INSUFFICIENT_BALANCE, True): _("Your money was used up."),
        }
        if self.is_customer or self.is_consultant:
            text = own.get((reason, self.is_customer))
            if text:
                return text
        return f"{reason.label}."

    @property
    def headline(self) -> str:
        """While it waits: for whom, and what happens then."""
        names = {"name": self.other_name}
        if not self.consultation.has_answer:
            if self.is_consultant:
                return _("%(name)s asks to talk to you now") % names
            return _("We ask %(name)s") % names
        return (
            _("%(name)s is ready") % names
            if self.is_customer
            else _("Waiting for %(name)s") % names
        )

    @property
    def over_title(self) -> str:
        """When it never began."""
        titles = {
            "declined": _("%(name)s has no time now"),
            "missed": _("It did not come about"),
            "withdrawn": _("The request was withdrawn"),
        }
        return titles.get(self.consultation.state, "") % {"name": self.other_name}

    @property
    def over_text(self) -> str:
        if self.is_consultant:
            return _("Nothing was charged.")
        return _("Nothing was charged. Other consultants may be there now.")

    @property
    def lines(self) -> list[dict[str, Any]]:
        """The bill, line by line."""
        return [self._line(line) for line in self.consultation.bill()]

    def _line(self, line: Line) -> dict[str, Any]:
        text = said(line, self.consultation)
        return {"at": line.at, "until": line.until, "text": text, "amount": line.amount}

    @cached_property
    def invoice(self) -> Invoice | None:
        mine = Invoice.objects.visible_to(self.reader).about(self.consultation)
        found: Invoice | None = mine.invoices().first()
        return found

    # --- talk ----------------------------------------------------------------------------------

    @cached_property
    def chat(self) -> dict[str, Any] | None:
        visible = Conversation.objects.visible_to(self.reader)
        conversation = visible.about(self.consultation).first()
        if conversation is None:
            return None
        return chat.shown_to_person(
            conversation,
            self.reader,
            url=reverse("consultation_chat", args=[self.consultation.pk]),
            with_name=self.other_name,
            ended=_("The session has ended. You can still read what was said."),
        )

    # --- for the consultant ----------------------------------------------------------------------

    @cached_property
    def note(self) -> ConsultantNote | None:
        who = {"provider": self.consultation.provider, "customer": self.consultation.customer}
        return ConsultantNote.objects.filter(**who).first()

    @cached_property
    def before(self) -> list[Consultation]:
        """Earlier talks of the two."""
        consultation = self.consultation
        both = Consultation.objects.ended().filter(
            provider=consultation.provider_id, customer=consultation.customer_id
        )
        return list(both.exclude(pk=consultation.pk).order_by("-pk")[:5])

    @property
    def request_card(self) -> dict[str, Any]:
        """As `theme/pieces/offer_card.html` takes it."""
        consultation = self.consultation
        _increments, least = needed(consultation.tariff, consultation.minimum_minutes)
        return {
            "id": consultation.pk,
            "amount": shares_for(consultation, least).net,
            "title": consultation.category.name,
            "when": _("Now"),
            "where": _("Here, by chat"),
            "customer": consultation.customer.get_full_name(),
            "history": self.history,
            "pay_note": _("the amount is for the first %(n)s minutes")
            % {"n": consultation.minimum_minutes},
            "deadline": consultation.wait_until,
            "total": self.seconds_to_wait,
            "until": moment_text(consultation.wait_until),
            "actions": actions(consultation, self.reader),
        }

    @property
    def history(self) -> str:
        talks = len(self.before)
        if not talks:
            return _("First talk with you")
        return ngettext("%(n)s talk with you before", "%(n)s talks with you before", talks) % {
            "n": talks
        }


def moment_text(at: datetime) -> str:
    return str(moment(at))


def actions(consultation: Consultation, reader: Any) -> list[dict[str, Any]]:
    return [
        {
            "name": option.name,
            "label": option.label,
            "icon": option.icon,
            "tone": option.tone,
            "primary": option.primary,
            "enabled": option.enabled,
            "reason": option.reason,
            "url": action_url(consultation, option),
        }
        for option in reversed(available(consultation, reader, via=Door.PORTAL))
    ]
