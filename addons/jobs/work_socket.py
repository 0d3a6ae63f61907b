"""`/ws/work/<id>/`: the two sides of a work session see their distance, talk, and finish."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from addons.base.events.chain import plain
from addons.base.events.model import Event, Kind
from addons.base.surfaces.ws import RecordConsumer
from addons.base.workflow import Conflict, Door, DoorError, Forbidden, Invalid
from addons.base.workflow.doors import perform
from addons.chat import points as chat
from addons.chat.models import Conversation, Message

from .arguments import WRONG_STARS
from .flow import JobFlow
from .models import Side, WorkSession
from .tracking import Sighting, sighted

FINISHED = {
    Side.PROVIDER: _("Provider marked the service as finished"),
    Side.SEEKER: _("Seeker marked the service as finished"),
    Side.STAFF: _("Staff marked the service as finished"),
}


class LocationMessage(forms.Form):
    latitude = forms.FloatField(min_value=-90, max_value=90)
    longitude = forms.FloatField(min_value=-180, max_value=180)
    accuracy = forms.FloatField(min_value=0, required=False)


class ChatMessage(forms.Form):
    text = forms.CharField(max_length=chat.LONGEST, strip=False)


class FinishMessage(forms.Form):
    session_id = forms.CharField(
        max_length=36, error_messages={"required": _("session_id is required")}
    )
    rating_stars = forms.IntegerField(
        min_value=1, max_value=5, required=False, error_messages=WRONG_STARS
    )
    rating_description = forms.CharField(max_length=2000, required=False)


class WorkSocket(RecordConsumer):
    model = WorkSession
    messages = {
        "location_update": LocationMessage,
        "chat_message": ChatMessage,
        "typing": None,
        "finish_service": FinishMessage,
    }
    unlimited = frozenset({"finish_service"})

    async def opened(self) -> None:
        self.has_finished = False
        await super().opened()
        self.me, talk, session = await self.as_person(self.look_in)
        for topic in talk:
            self.join(topic)
        if not session.is_active:
            self.end(session)

    def look_in(self, user: Any) -> tuple[dict[str, Any], list[str], WorkSession]:
        session = self.find(user)
        talk = Conversation.objects.visible_to(user).about(session)
        name = session.provider.display_name
        if session.provider.user_id != user.pk:
            name = user.get_full_name()
        return {"id": user.pk, "name": name}, [c.topic for c in talk], session

    # --- what the two sides say --------------------------------------------------------------

    async def on_location_update(
        self, *, latitude: float, longitude: float, accuracy: float | None
    ) -> None:
        seen = await self.as_person(self.keep_position, latitude, longitude, accuracy)
        if seen is not None:
            await self.say({"type": "distance_update", **seen.as_message(), "from": self.me})

    def keep_position(
        self, user: Any, latitude: float, longitude: float, accuracy: float | None
    ) -> Sighting | None:
        session = self.find(user)
        if user.pk not in session.parties or not session.is_active:
            raise Forbidden(_("Only the two sides of running work share where they are."))
        return sighted(session, user, latitude=latitude, longitude=longitude, accuracy=accuracy)

    async def on_chat_message(self, *, text: str) -> None:
        # Both hear it from the log, whichever door it came by.
        await self.as_person(self.write_down, text)

    def write_down(self, user: Any, text: str) -> None:
        talk = Conversation.objects.visible_to(user).about(self.find(user)).first()
        if talk is None:
            raise DoorError(_("There is no conversation here any more."))
        chat.say(talk, actor=user, via=Door.WEBSOCKET, text=text)

    async def on_typing(self) -> None:
        await self.say({"type": "typing", "from": self.me})

    async def on_finish_service(
        self, *, session_id: str, rating_stars: int | None, rating_description: str
    ) -> None:
        if session_id != str(self.key):
            raise DoorError(_("session_id is not this session"))
        rating = {"rating_stars": rating_stars, "rating_description": rating_description}
        session = await self.as_person(self.finish, rating)
        self.has_finished = True
        self.post(
            {
                "type": "service_finished",
                "session_id": str(session.pk),
                "message": _("Service marked as finished successfully"),
                "timestamp": plain(session.completed_at),
            }
        )
        self.close()

    def finish(self, user: Any, rating: dict[str, Any]) -> WorkSession:
        session = self.find(user)
        try:
            perform(session.job, JobFlow.complete, actor=user, data=rating, via=Door.WEBSOCKET)
        except Invalid as wrong:
            raise DoorError(
                next(text for texts in wrong.errors.values() for text in texts)
            ) from None
        except Conflict:
            session = self.find(user)
            if session.is_active:
                raise
            raise DoorError(already_over(session)) from None
        return self.find(user)

    # --- what happened -----------------------------------------------------------------------

    async def on_event(self, event: Event) -> None:
        if event.kind == Kind.MESSAGE:
            for message in await self.as_person(self.what_was_said, event):
                self.post(message)
        elif event.topic == self.topic and not self.has_finished:
            session = await self.as_person(self.find)
            if not session.is_active:
                self.end(session)

    def rechecked(self, session: WorkSession) -> None:
        # The state decides: the event only makes it quicker. Who is just finishing has the word.
        if not session.is_active and not self.is_busy:
            self.end(session)

    def what_was_said(self, user: Any, event: Event) -> Iterable[dict[str, Any]]:
        said = Message.objects.readable_by(user).filter(pk=event.arguments["message"])
        return [{"type": "chat_message", **chat.describe(message)} for message in said]

    def end(self, session: WorkSession) -> None:
        """Tell how it ended, and close."""
        if session.completed_as:
            self.post(
                {
                    "type": "service_finished",
                    "session_id": str(session.pk),
                    "finished_by": session.completed_as,
                    "message": FINISHED[Side(session.completed_as)],
                    "timestamp": plain(session.completed_at),
                }
            )
        else:
            self.post({"type": "service_cancelled", "session_id": str(session.pk)})
        self.close()


def already_over(session: WorkSession) -> str:
    if not session.completed_as:
        return str(_("session was cancelled"))
    return str(
        _("session already completed by %(who)s at %(time)s")
        % {"who": session.completed_as, "time": plain(session.completed_at)}
    )
