"""Writing to us without a ticket, in the API: one address to write to, and the enquiries behind it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from ninja import Router, Schema

from addons.base.points import RESOURCES, ROUTERS, Resource
from addons.base.surfaces.answers import answer
from addons.base.surfaces.authentication import actor_of, signed_in
from addons.base.surfaces.shapes import Input, Person, Problem
from addons.base.workflow import Door, Invalid, NotFound
from addons.base.workflow.arguments import field_errors
from addons.chat import points as chat
from addons.chat.models import Conversation, Message

from . import enquiring, saying
from .enquiry_arguments import BeginArguments
from .models import Enquiry, Ticket


class EnquiryOut(Schema):
    id: int
    number: str
    state: str
    state_label: str
    customer: Person
    agent: Person | None
    opening: str
    ticket: int | None
    ends_at: datetime | None
    ended_at: datetime | None
    created_at: datetime
    updated_at: datetime
    version: int


def describe(enquiry: Enquiry, actor: Any) -> dict[str, Any]:
    return {
        "id": enquiry.pk,
        "number": enquiry.number,
        "state": enquiry.state,
        "state_label": enquiry.state_label,
        "customer": person_of(enquiry.customer),
        "agent": person_of(enquiry.agent),
        "opening": enquiry.opening,
        "ticket": enquiry.ticket_id,
        "ends_at": enquiry.ends_at,
        "ended_at": enquiry.ended_at,
        "created_at": enquiry.created_at,
        "updated_at": enquiry.updated_at,
        "version": enquiry.version,
    }


def person_of(user: Any) -> dict[str, Any] | None:
    return None if user is None else {"id": user.pk, "name": user.get_full_name()}


def prepared(queryset: Any, actor: Any) -> Any:
    return queryset.with_people()


RESOURCES.register(
    "support/enquiries",
    Resource(
        model=Enquiry,
        path="support/enquiries",
        schema=EnquiryOut,
        describe=describe,
        prepared=prepared,
        filters={
            "state": "state",
            "customer": "customer_id",
            "agent": "agent_id",
            "ticket": "ticket_id",
        },
        search=("opening", "customer__name"),
        ordering=("-id", "id", "created_at", "-created_at", "updated_at", "-updated_at"),
        tag="Support",
    ),
)

enquiries = ROUTERS.register("support/enquiries", Router(tags=["Support"]))

chat.declare_messages(
    enquiries,
    Enquiry,
    read="What was said, oldest first. Internal notes are there for staff and for nobody else.",
    write=(
        "Write to the other side or, as staff, an internal note. What a customer writes after it "
        "has ended begins a new one; what goes on in a ticket is said there."
    ),
    nobody_yet=gettext_lazy("Nothing can be written here yet."),
    speak=enquiring.say,
    named="support_enquiries",
)

# --- one address to write to -----------------------------------------------------------------

conversation = ROUTERS.register("support/conversation", Router(tags=["Support"]))


class ConversationIn(Input):
    """`ticket`: one of the writer's own, where it is about that."""

    message: str
    ticket: int | None = None
    attachments: list[int] = []


class ConversationOut(Schema):
    """`id` is the conversation's, as its live topic `chat.conversation:<id>` names it."""

    id: int
    agent: Person | None
    ticket: int | None
    enquiry: int | None
    messages: list[chat.MessageOut]


@conversation.get(
    "/",
    auth=signed_in,
    by_alias=True,
    response={200: ConversationOut, (401, 404): Problem},
    summary="What I am writing with support",
    operation_id="support_conversation_read",
)
def read_it(request: HttpRequest) -> HttpResponse:
    """The conversation that goes on without a ticket; 404 where there is none."""
    actor = actor_of(request)
    enquiry = Enquiry.objects.going_on().of_customer(actor).first()
    if enquiry is None:
        raise NotFound
    return answer(described(enquiring.talk_of(enquiry), actor))


@conversation.post(
    "/",
    auth=signed_in,
    by_alias=True,
    response={201: ConversationOut, (400, 401, 404, 409): Problem},
    summary="Write to support",
    operation_id="support_conversation_write",
)
def write_to_it(request: HttpRequest, body: ConversationIn) -> HttpResponse:
    """Where the writer is talking with support already, or else in a new conversation, which a free
    agent gets at once."""
    actor, given = actor_of(request), body.dict()
    form = BeginArguments(
        {"text": given["message"], "attachments": given["attachments"]}, actor=actor
    )
    if not form.is_valid():
        errors = field_errors(form)
        raise Invalid({"message" if name == "text" else name: errors[name] for name in errors})
    said: dict[str, Any] = {
        "via": Door.REST,
        "text": form.cleaned_data["text"],
        "files": form.cleaned_data["attachments"],
    }
    if given["ticket"] is not None:
        message = write_to_ticket(given["ticket"], actor, said)
    else:
        message = enquiring.write(actor, **said)
    return answer(described(message.conversation, actor), status=201)


def write_to_ticket(key: int, actor: Any, said: dict[str, Any]) -> Message:
    ticket = Ticket.objects.visible_to(actor).filter(pk=key).first() if 0 <= key < 2**63 else None
    thread = saying.thread_of(ticket) if ticket is not None else None
    if thread is None:
        raise Invalid({"ticket": [_("There is nothing here, or it is not yours.")]})
    return saying.say(thread, actor=actor, **said)


def described(talk: Conversation, actor: Any) -> dict[str, Any]:
    is_enquiry = talk.about_type == Enquiry._meta.label_lower
    about: Any = (Enquiry if is_enquiry else Ticket).objects.with_people().get(pk=talk.about_id)
    return {
        "id": talk.pk,
        "agent": person_of(about.agent),
        "ticket": about.ticket_id if is_enquiry else about.pk,
        "enquiry": about.pk if is_enquiry else None,
        "messages": [chat.describe(each) for each in talk.messages.readable_by(actor)],
    }
