from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from addons.base.events.chain import plain
from addons.base.points import SOCKETS, STREAMS, TOPICS, Stream, Topic, tells
from addons.base.surfaces.ws import RecordConsumer
from addons.base.workflow import Door, DoorError
from addons.base.workflow.doors import perform

from .flow import ParcelFlow
from .models import Parcel

if TYPE_CHECKING:
    from addons.base.models import Event, Note


@tells(ParcelFlow.send, ParcelFlow.give_back)
def tell_the_sender(event: Event) -> Iterable[tuple[int, dict[str, Any]]]:
    parcel = Parcel.objects.get(pk=event.record_id)
    message = {"type": "parcel_update", "parcel_id": parcel.pk, "timestamp": plain(event.at)}
    yield parcel.sender_id, {**message, "message": _("Send") if parcel.sent_at else _("Return")}


def depots_of(event: Event) -> Iterable[str]:
    if event.record_type == "dummy.parcel":
        yield "north"


TOPICS.register(
    "depot", Topic("depot", may_hear=lambda user, key: user.is_staff, of_event=depots_of)
)


def tell_nobody(note: Note) -> Iterable[tuple[int, dict[str, Any]]]:
    return ()


STREAMS.register("base.note", Stream(tell=tell_nobody))


class ReturnMessage(forms.Form):
    reason = forms.CharField(max_length=50, error_messages={"required": "reason is required"})
    copies = forms.IntegerField(
        min_value=1,
        max_value=5,
        required=False,
        error_messages=dict.fromkeys(
            ["invalid", "min_value", "max_value"], "copies must be an integer between 1 and 5"
        ),
    )


class ParcelSocket(RecordConsumer):
    model = Parcel
    messages = {"typing": None, "give_back": ReturnMessage, "break": None}
    unlimited = frozenset({"give_back"})

    async def on_typing(self) -> None:
        await self.say({"type": "typing", "from": self.user_id})

    async def on_break(self) -> None:
        raise RuntimeError("a secret of the server")

    async def on_give_back(self, *, reason: str, copies: int | None) -> None:
        await self.as_person(self.give_back, reason)

    def give_back(self, user: Any, reason: str) -> None:
        parcel = self.find(user)
        if parcel.state == "returned":
            raise DoorError(_("It was returned before."))
        data = {"reason": reason}
        perform(parcel, ParcelFlow.give_back, actor=user, via=Door.WEBSOCKET, data=data)

    async def on_event(self, event: Event) -> None:
        self.post({"type": "changed", "transition": event.transition})
        if event.new_state == "returned":
            self.close()


SOCKETS.register("parcel/<int:pk>/", ParcelSocket)
