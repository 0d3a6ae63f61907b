"""`/ws/consultations/<id>/`: both sides see the meter run, talk, and end it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from addons.base.events.chain import plain
from addons.base.events.model import Event, Kind
from addons.base.money import as_json
from addons.base.surfaces.ws import RecordConsumer
from addons.base.workflow import Door, DoorError, NotFound
from addons.base.workflow.doors import perform
from addons.chat import points as chat
from addons.chat.models import Conversation, Message

from .flow import ConsultationFlow
from .messages import Snapshot, balance_after, billing_update, snapshot
from .models import Consultation
from .states import EndReason
from .watching import WARNINGS, this_watch

NO_SESSION = _("No active session found to end")


class ChatMessage(forms.Form):
    text = forms.CharField(max_length=chat.LONGEST, strip=False)


class EndMessage(forms.Form):
    session_id = forms.CharField(max_length=20, required=False)
    reason = forms.ChoiceField(choices=[(r, r) for r in EndReason.values], required=False)


class ConsultationSocket(RecordConsumer):
    """A heartbeat every ten seconds is a side's sign of life; closing the socket decides nothing."""

    model = Consultation
    messages = {
        "heartbeat": None,
        "status": None,
        "chat_message": ChatMessage,
        "typing": None,
        "end_session": EndMessage,
    }
    unlimited = frozenset({"end_session", "heartbeat"})

    side = ""

    async def opened(self) -> None:
        self.low = 0
        await super().opened()
        self.me, self.side, is_over, talk = await self.as_person(self.look_in)
        for topic in talk:
            self.join(topic)
        self.has_told_end = is_over
        self.watch = this_watch()
        if not is_over:
            self.watch.add(self)

    async def closed(self) -> None:
        self.watch.remove(self)

    def look_in(self, user: Any) -> tuple[dict[str, Any], str, bool, list[str]]:
        consultation = self.find(user)
        side = consultation.side_of(user)
        name = user.get_full_name()
        if side == "provider":
            name = consultation.provider.display_name
        talk = Conversation.objects.visible_to(user).about(consultation)
        return {"id": user.pk, "name": name}, side, consultation.is_over, [c.topic for c in talk]

    # --- what the two sides say --------------------------------------------------------------

    async def on_heartbeat(self) -> None:
        if self.side:
            self.watch.hear(self.key, self.side)

    async def on_status(self) -> None:
        if self.side:
            self.watch.hear(self.key, self.side)
        self.show(await self.as_person(self.status))

    def status(self, user: Any) -> Snapshot | None:
        found = Consultation.objects.visible_to(user).with_meter().filter(pk=self.key)
        for consultation in found.select_related("provider__user"):
            return snapshot(consultation)
        raise NotFound

    async def on_chat_message(self, *, text: str) -> None:
        # Both hear it from the log, whichever door it came by.
        await self.as_person(self.write_down, text)

    def write_down(self, user: Any, text: str) -> None:
        talk = Conversation.objects.visible_to(user).about(self.find(user)).first()
        if talk is None:
            raise DoorError(_("It has not begun yet."))
        chat.say(talk, actor=user, via=Door.WEBSOCKET, text=text)

    async def on_typing(self) -> None:
        await self.say({"type": "typing", "from": self.me})

    async def on_end_session(self, *, session_id: str, reason: str) -> None:
        """Whoever says so ends it; why follows from who they are, whatever `reason` claims."""
        if session_id and session_id != str(self.key):
            raise DoorError(NO_SESSION)
        self.tell_end(await self.as_person(self.end_it))

    def end_it(self, user: Any) -> dict[str, Any]:
        if not self.find(user).is_active:
            raise DoorError(NO_SESSION)
        end, data = ConsultationFlow.end, {"note": ""}
        ended = perform(self.find(user), end, actor=user, data=data, via=Door.WEBSOCKET)
        return self.ended_message(ended)

    # --- what happened -----------------------------------------------------------------------

    async def on_event(self, event: Event) -> None:
        if event.kind == Kind.MESSAGE:
            for message in await self.as_person(self.what_was_said, event):
                self.post(message)
        elif event.topic == self.topic:
            talk, message = await self.as_person(self.what_became_of_it)
            for topic in talk:
                self.join(topic)
            if message:
                self.tell_end(message)
            else:
                self.watch.look_again(self.key)

    def recheck(self, user: Any) -> Any:
        consultation = self.find(user)
        if not self.has_told_end and consultation.is_over:
            return self.end_for(consultation)
        return None

    def rechecked(self, told: dict[str, Any] | None) -> None:
        # The state decides: the event only makes it quicker. Who is just ending it has the word.
        if told is not None and not self.is_busy:
            self.tell_end(told)

    def what_was_said(self, user: Any, event: Event) -> Iterable[dict[str, Any]]:
        said = Message.objects.readable_by(user).filter(pk=event.arguments["message"])
        return [{"type": "chat_message", **chat.describe(message)} for message in said]

    def what_became_of_it(self, user: Any) -> tuple[list[str], dict[str, Any]]:
        consultation = self.find(user)
        talk = Conversation.objects.visible_to(user).about(consultation)
        told = self.end_for(consultation) if consultation.is_over else {}
        return [c.topic for c in talk], told

    def end_for(self, consultation: Consultation) -> dict[str, Any]:
        """How it ended, as this reader is told."""
        if not consultation.has_ended:
            return {
                "type": "session_cancelled",
                "session_id": str(consultation.pk),
                "state": consultation.state,
            }
        by_customer = consultation.end_reason == EndReason.USER_REQUESTED
        if by_customer and self.side == "provider":
            return {
                "type": "session_ended_by_user",
                "session_id": str(consultation.pk),
                "user_id": consultation.customer_id,
                "reason": consultation.end_reason,
            }
        return self.ended_message(consultation)

    def ended_message(self, consultation: Consultation) -> dict[str, Any]:
        return {
            "type": "session_ended",
            "session_id": str(consultation.pk),
            "reason": consultation.end_reason,
            "timestamp": plain(consultation.ended_at),
            "duration_s": consultation.duration_s,
            "cost": as_json(consultation.cost),
            **balance_after(consultation, self.side),
        }

    def tell_end(self, message: dict[str, Any]) -> None:
        if not self.has_told_end:
            self.has_told_end = True
            self.watch.forget(self.key)
            self.post(message)

    def show(self, read: Snapshot | None) -> None:
        """The figures, as this side reads them; and once each, that money runs low."""
        if read is None:
            return
        self.post(billing_update(read, self.side))
        remaining = read.figures.remaining_s
        level = sum(remaining <= at for at in WARNINGS)
        if level > self.low:
            self.post({"type": "low_balance", "remaining_s": remaining})
        self.low = level
