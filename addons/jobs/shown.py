"""A job as its pages show it to one of the two sides: headline, steps, money, talk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from addons.base import clock
from addons.base.events.reading import status_history
from addons.chat import points as chat
from addons.chat.models import Conversation

from .models import Job, LastPosition, Offer, WorkSession
from .points import (
    JOB_LINKS,
    JOB_PANELS,
    JOBS_PANELS,
    PAYMENT_METHODS,
    JobLink,
    PaymentMethod,
    confirmed_states,
)
from .states import COMPLETED

# What a customer's page shows of the road ahead, by the transition that reaches each step.
STEPS = (
    ("book", "calendar-check"),
    ("accept", "person-check"),
    ("start", "wrench-adjustable"),
    ("complete", "check-circle-fill"),
)
# One more where the work has to be confirmed.
CONFIRM = ("confirm", "patch-check-fill")


@dataclass
class ShownJob:
    """The job through the eyes of one reader."""

    job: Job
    reader: Any

    @property
    def is_customer(self) -> bool:
        return self.job.customer_id == self.reader.pk

    @cached_property
    def session(self) -> WorkSession | None:
        return self.job.current_session() if self.knows_other_side else None

    @property
    def knows_other_side(self) -> bool:
        return self.is_customer or self.job.is_assigned_to(self.reader)

    @property
    def concerns_reader(self) -> bool:
        """False for a provider who was asked once, and whose turn is over."""
        return self.knows_other_side or self.offer is not None or self.reader.is_staff

    @cached_property
    def offer(self) -> Offer | None:
        return self.job.offer_to(self.reader)

    @property
    def now(self) -> datetime:
        return clock.now()

    @cached_property
    def asked(self) -> Offer | None:
        """For the customer: whose answer is awaited."""
        open_offers = self.job.offers.open().filter(expires_at__gt=clock.now())
        return open_offers.select_related("provider").first() if self.is_customer else None

    @property
    def contact(self) -> dict[str, str] | None:
        return self.job.contact_for(self.reader)

    @property
    def other_name(self) -> str:
        if not self.is_customer:
            return self.job.customer.get_full_name()
        return self.job.provider.display_name if self.job.provider else ""

    @property
    def place(self) -> str:
        """The address for who may know it, else the area."""
        return self.job.address if self.knows_other_side else self.job.area

    @property
    def links(self) -> list[JobLink]:
        """What else there is about this job."""
        found = (link(self.job, self.reader) for link in JOB_LINKS)
        return [link for link in found if link is not None]

    @property
    def panels(self) -> dict[str, list[dict[str, Any]]]:
        """What other addons put on this job's page, by place."""
        found: dict[str, list[dict[str, Any]]] = {}
        for panel in JOB_PANELS if self.concerns_reader else ():
            values = panel.values(self.job, self.reader)
            if values is not None:
                shown = {"template": panel.template, "values": values}
                found.setdefault(panel.place, []).append(shown)
        return found

    @property
    def state_label(self) -> Any:
        """Nobody is looked for while it is held back."""
        return _("Not sent yet") if self.job.is_held_back else self.job.state_label

    # --- the road so far, and ahead ----------------------------------------------------------

    @cached_property
    def steps(self) -> list[dict[str, Any]]:
        """Booking, acceptance, work, end: done with their times, the present one, those ahead."""
        at = {row["transition"]: row["changed_at"] for row in self.history}
        at["accept"] = at.get("assign") or at.get("accept")
        at["complete"] = self.job.work_completed_at
        at["confirm"] = self.confirmed_at
        ended = self.job.get_state().final
        steps: list[dict[str, Any]] = []
        road = STEPS if confirmed_states() == [COMPLETED.key] else (*STEPS, CONFIRM)
        reached = [name for name, _icon in road if self.has_reached(name)]
        for name, icon in road:
            if ended and name not in reached:
                continue
            status = "ahead"
            if name in reached:
                status = "done" if ended or name != reached[-1] else "now"
            when = at.get(name) if name in reached else None
            label = self.step_label(name, is_done=name in reached)
            steps.append({"label": label, "status": status, "at": when, "icon": icon})
        if at.get("cancel"):
            label = _("Cancelled")
            steps.append({"label": label, "status": "now", "at": at["cancel"], "icon": "x-lg"})
        return steps

    def has_reached(self, step: str) -> bool:
        moment = {
            "book": self.job.created_at,
            "accept": self.session.started_at if self.session and self.session_counts else None,
            "start": self.job.started_at,
            "complete": self.job.work_completed_at,
            "confirm": self.confirmed_at,
        }[step]
        return moment is not None

    @property
    def confirmed_at(self) -> datetime | None:
        return self.job.state_since if self.job.is_confirmed else None

    @property
    def session_counts(self) -> bool:
        """A cancelled session led nowhere, unless the job was cancelled with it."""
        return self.session is not None and (
            self.session.is_active or bool(self.session.completed_as)
        )

    def step_label(self, step: str, *, is_done: bool) -> str:
        name = self.job.provider.display_name if self.job.provider and is_done else ""
        return {
            "book": _("Booked"),
            "accept": _("%(name)s said yes") % {"name": name} if name else _("Somebody says yes"),
            "start": _("Work"),
            "complete": _("Finished"),
            "confirm": self.word_for_confirming(is_done=is_done),
        }[step]

    def word_for_confirming(self, *, is_done: bool) -> str:
        if is_done:
            return _("Confirmed")
        return _("You confirm it") if self.is_customer else _("The customer confirms it")

    @cached_property
    def history(self) -> list[dict[str, Any]]:
        return status_history(self.job, self.reader)

    @property
    def entries(self) -> list[dict[str, Any]]:
        """What happened, for the timeline, in the reader's words."""
        states = self.job.flow.states
        return [
            {
                "title": row["label"],
                "at": row["changed_at"],
                "actor": row["changed_by"]["name"] if row["changed_by"] else "",
                # A state goes with its addon; that the job was in it stays.
                "tone": states[row["new_status"]].tone if row["new_status"] in states else "",
                "note": row["notes"],
            }
            for row in self.history
        ]

    # --- money -------------------------------------------------------------------------------

    @property
    def facts(self) -> list[dict[str, Any]]:
        """The frozen lines, tax and total."""
        lines = [
            {
                "label": line["description"]
                if line["quantity"] == 1
                else f"{line['quantity']} × {line['description']}",
                "amount": line["amount"],
            }
            for line in self.job.lines
        ]
        lines.append({"label": _("Tax"), "amount": self.job.tax})
        label = self.method.total if self.method else _("Total")
        return [*lines, {"label": label, "amount": self.job.total, "sum": True}]

    @property
    def method(self) -> PaymentMethod | None:
        """How it is paid; none where the addon that brought the way is off."""
        return PAYMENT_METHODS.get(self.job.payment_method)

    @property
    def promise(self) -> Any:
        """What the customer is told about paying while the work lies ahead."""
        if self.method is None or not self.is_customer or self.job.get_state().final:
            return ""
        return self.method.promise

    @property
    def earnings(self) -> Any:
        """What is left for the provider."""
        return self.job.subtotal - self.job.commission

    # --- where and talk ----------------------------------------------------------------------

    @property
    def points(self) -> list[dict[str, Any]]:
        """The address and, once both may see each other, the other side's last place."""
        job = self.job
        points = [
            {
                "latitude": float(job.latitude)
                if self.knows_other_side
                else round(job.latitude, 2),
                "longitude": float(job.longitude)
                if self.knows_other_side
                else round(job.longitude, 2),
                "label": self.place,
                "kind": "place",
            }
        ]
        session = self.session
        if session is not None and session.is_active:
            fresh = LastPosition.objects.filter(
                session=session, at__gt=clock.now() - timedelta(hours=2)
            )
            for last in fresh.exclude(user=self.reader):
                points.append(
                    {
                        "latitude": last.latitude,
                        "longitude": last.longitude,
                        "label": self.other_name,
                        "kind": "person",
                    }
                )
        return points

    @cached_property
    def conversation(self) -> Conversation | None:
        if self.session is None:
            return None
        return Conversation.objects.visible_to(self.reader).about(self.session).first()

    @property
    def chat(self) -> dict[str, Any] | None:
        """The conversation as the chat piece takes it."""
        conversation = self.conversation
        if conversation is None:
            return None
        return chat.shown_to_person(
            conversation,
            self.reader,
            url=reverse("jobs:chat", args=[self.job.pk]),
            with_name=self.other_name,
            ended=_("This conversation has ended. You can read it for a day."),
        )


def panels_for(reader: Any) -> list[dict[str, Any]]:
    """What other addons put above the reader's jobs."""
    panels = [{"template": each.template, "values": each.values(reader)} for each in JOBS_PANELS]
    return [panel for panel in panels if panel["values"] is not None]
