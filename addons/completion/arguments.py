"""What the transitions around a confirmation ask."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.auth import get_user_model
from django.utils.translation import gettext_lazy as _

from addons.base.predicates import has_role
from addons.base.surfaces.fields import AttachmentsField
from addons.base.uploads import is_picture
from addons.base.workflow import Arguments, RecordChoice, System
from addons.tickets.querysets import AGENTS

from .states import Method, Outcome, Settled

if TYPE_CHECKING:
    from django.db.models import Model

    from addons.base.workflow import Actor

LONGEST = 2000
leads_support = has_role("support_manager")


def area(rows: int = 3) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class AgentChoice(RecordChoice):
    """Somebody of the support."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__("accounts.User", **kwargs)

    def bind(self, *, record: Model | None, actor: Actor | None) -> None:
        people: Any = get_user_model()._default_manager
        self.queryset = people.visible_to(actor).in_role(*AGENTS).order_by("name")


class RequestArguments(Arguments):
    photos = AttachmentsField(
        required=False,
        label=_("Photos of the work"),
        max_files=6,
        help_text=_("The customer sees them and confirms sooner."),
    )
    note = forms.CharField(
        label=_("What you have done"), max_length=LONGEST, required=False, widget=area()
    )

    def clean_photos(self) -> list[Any]:
        photos: list[Any] = self.cleaned_data["photos"]
        if not all(map(is_picture, photos)):
            raise forms.ValidationError(_("Send pictures only: JPEG, PNG or WebP."))
        return photos


class RespondArguments(Arguments):
    approved = forms.BooleanField(label=_("Everything is done"), required=False)
    feedback = forms.CharField(
        label=_("A word to the provider"), max_length=LONGEST, required=False, widget=area()
    )
    issues = forms.CharField(
        label=_("What is wrong?"), max_length=LONGEST, required=False, widget=area()
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not self.errors and not given.get("approved") and not given.get("issues"):
            self.add_error("issues", _("Say what is wrong, so that it can be put right."))
        return given


class ApproveArguments(Arguments):
    feedback = forms.CharField(
        label=_("A word to the provider"), max_length=LONGEST, required=False, widget=area()
    )


class RejectArguments(Arguments):
    issues = forms.CharField(
        label=_("What is wrong?"),
        max_length=LONGEST,
        widget=area(4),
        help_text=_("The provider reads it, and so does our support."),
    )


class FollowUpArguments(Arguments):
    agent = AgentChoice(
        label=_("Agent"),
        required=False,
        help_text=_("Without one, whoever has the least to do gets it."),
    )


class ContactArguments(Arguments):
    method = forms.ChoiceField(label=_("How"), choices=Method.choices)
    reached = forms.BooleanField(label=_("The customer was reached"), required=False)
    notes = forms.CharField(label=_("Notes"), max_length=LONGEST, required=False, widget=area(2))


class SupportArguments(Arguments):
    outcome = forms.ChoiceField(label=_("How it ends"), choices=Outcome.choices)
    notes = forms.CharField(
        label=_("Notes"), max_length=LONGEST, widget=area(), help_text=_("Only for staff.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        decides_alone = isinstance(self.actor, System) or leads_support(self.actor)
        if not decides_alone:
            field: Any = self.fields["outcome"]
            last = Outcome.AUTO_COMPLETED.value
            field.choices = [choice for choice in Outcome.choices if choice[0] != last]


class SettleArguments(Arguments):
    outcome = forms.ChoiceField(label=_("How it is settled"), choices=Settled.choices)
    reason = forms.CharField(
        label=_("Why"), max_length=500, widget=area(2), help_text=_("Both sides read it.")
    )


# --- what goes on between the records --------------------------------------------------------


def somebody() -> Any:
    return forms.ModelChoiceField(get_user_model()._default_manager.all(), required=False)


def text() -> Any:
    return forms.CharField(max_length=LONGEST, required=False)


class AskArguments(Arguments):
    job = RecordChoice("jobs.Job")
    requested_by = somebody()
    note = text()


class EscalateArguments(Arguments):
    """`agent`: who follows it up. `asked_by`: whose hand it was; nobody's where it went by itself."""

    ticket = RecordChoice("tickets.Ticket")
    agent = somebody()
    asked_by = somebody()


class HandOverArguments(Arguments):
    agent = forms.ModelChoiceField(get_user_model()._default_manager.all())


class AttemptArguments(ContactArguments):
    agent = somebody()


class EndArguments(Arguments):
    """How a follow-up ended, and who closed it."""

    by = somebody()
    outcome = forms.ChoiceField(choices=Outcome.choices, required=False)
    notes = text()


class ApprovalArguments(EndArguments):
    """Without an outcome it is the customer's own answer."""

    feedback = text()


class RejectionArguments(EndArguments):
    """Without an outcome it is the customer's own answer; `ticket` is the complaint."""

    issues = text()
    ticket = RecordChoice("tickets.Ticket", required=False)
