"""What the forms of the desk choose among: agents, records of any type, messages, tickets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.text import Truncator
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from addons.base.live.topics import key_of
from addons.base.points import FLOWS
from addons.base.workflow import RecordChoice, may
from addons.base.workflow.arguments import ActorField

from .states import CLOSED

if TYPE_CHECKING:
    from django.db.models import Model

    from addons.base.workflow import Actor


class AgentChoice(RecordChoice):
    """Somebody who answers tickets."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__("accounts.User", **kwargs)

    def bind(self, *, record: Model | None, actor: Actor | None) -> None:
        people: Any = get_user_model()._default_manager
        in_role = Q(groups__name__in=("support_agent", "support_manager"))
        agents = in_role | Q(agent_profile__isnull=False)
        self.queryset = people.visible_to(actor).staff().filter(agents).distinct().order_by("name")


class RelatedField(ActorField, forms.CharField):
    """Any record that the actor sees, as `jobs.job:17`; in JSON `{type, id}`."""

    default_error_messages = {"unknown": _("There is nothing here, or it is not yours.")}

    def __init__(self, **kwargs: Any) -> None:
        self.actor: Actor | None = None
        super().__init__(max_length=165, **kwargs)

    def bind(self, *, record: Model | None, actor: Actor | None) -> None:
        self.actor = actor

    def clean(self, value: Any) -> str:
        text: str = super().clean(value)
        if not text:
            return ""
        kind, _colon, key = text.partition(":")
        flow = FLOWS.get(kind)
        pk = key_of(flow.model, key) if flow is not None else None
        if flow is None or pk is None or self.actor is None:
            raise ValidationError(self.error_messages["unknown"], code="unknown")
        if not flow.model.objects.visible_to(self.actor).filter(pk=pk).exists():
            raise ValidationError(self.error_messages["unknown"], code="unknown")
        return text


class MessagesField(ActorField, forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """What was said already, at the desk: in JSON a list of keys. Only who answers names any."""

    widget: Any = forms.MultipleHiddenInput
    default_error_messages = {"invalid_choice": _("Choose among what was said there.")}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=None, **kwargs)

    def bind(self, *, record: Model | None, actor: Actor | None) -> None:
        messages: Any = apps.get_model("chat.Message").objects
        at_the_desk = ("tickets.ticket", "tickets.enquiry")
        if actor is None or not may(actor, "tickets.work_ticket"):
            self.queryset = messages.none()
        else:
            said = messages.filter(conversation__about_type__in=at_the_desk).order_by("pk")
            self.queryset = said.select_related("sender").prefetch_related("files")


class SaidHere(MessagesField):
    """Among what was said about the record itself."""

    widget = forms.CheckboxSelectMultiple

    def bind(self, *, record: Model | None, actor: Actor | None) -> None:
        super().bind(record=record, actor=actor)
        if record is not None:
            rows: Any = self.queryset
            self.queryset = rows.filter(
                conversation__about_type=record._meta.label_lower,
                conversation__about_id=str(record.pk),
            )

    def label_from_instance(self, message: Any) -> str:
        return say("%(who)s: %(text)s") % {
            "who": message.sender.get_full_name(),
            "text": Truncator(message.text or say("Files")).chars(120),
        }


class TicketOfCustomer(RecordChoice):
    """One that the same customer has with us and that still takes answers."""

    def bind(self, *, record: Model | None, actor: Actor | None) -> None:
        super().bind(record=record, actor=actor)
        rows: Any = self.queryset
        theirs = rows.filter(customer=getattr(record, "customer_id", None))
        self.queryset = theirs.exclude(state=CLOSED)
