"""What the transitions of a ticket ask."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from addons.base.surfaces.fields import AttachmentsField, Stars
from addons.base.workflow import Arguments, RecordChoice

from .choices import AgentChoice, MessagesField, RelatedField, SaidHere
from .states import Link, Priority, Resolution, Source

# As long as one message may be: the description is the first of the thread.
LONGEST = 5000
MOST_TAGS = 10
WRONG_STARS = dict.fromkeys(
    ("invalid", "min_value", "max_value"), _("Give a whole number of stars from 1 to 5.")
)


def area(rows: int = 3) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class SubmitArguments(Arguments):
    subject = forms.CharField(label=_("What is it about?"), max_length=200)
    category = RecordChoice(
        "tickets.TicketCategory",
        among="active",
        to_field_name="slug",
        label=_("Category"),
        empty_label=_("Choose one"),
    )
    description = forms.CharField(
        label=_("What happened?"),
        max_length=LONGEST,
        widget=area(5),
        help_text=_("The more we know, the faster we can help."),
    )
    priority = forms.ChoiceField(
        label=_("How urgent is it?"),
        choices=Priority.choices,
        initial=Priority.MEDIUM.value,
        required=False,
    )
    related = RelatedField(label=_("Belongs to"), required=False)
    attachments = AttachmentsField(required=False, label=_("Photos and files"), max_files=6)
    customer = RecordChoice("accounts.User", among="customers", required=False, label=_("Customer"))
    source = forms.ChoiceField(
        label=_("How it came"),
        choices=Source.choices,
        initial=Source.PORTAL.value,
        required=False,
    )
    follow_up_of = RecordChoice("tickets.Ticket", required=False, label=_("Follows from"))
    agent = AgentChoice(
        label=_("Agent"), required=False, help_text=_("Empty: whoever has the least to do.")
    )
    carried = MessagesField(label=_("Begins with what was said"), required=False)

    def clean_priority(self) -> str:
        return self.cleaned_data["priority"] or Priority.MEDIUM.value

    def clean_source(self) -> str:
        return self.cleaned_data["source"] or Source.PORTAL.value


class AssignArguments(Arguments):
    agent = AgentChoice(label=_("Agent"))


class EscalateArguments(Arguments):
    to = AgentChoice(label=_("To whom"), required=False)
    team = RecordChoice("tickets.Team", among="active", label=_("Or to which team"), required=False)
    reason = forms.CharField(label=_("Why"), max_length=500, widget=area(2))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        named = [name for name in ("to", "team") if given.get(name) is not None]
        if len(named) != 1 and not self.errors:
            self.add_error("to", _("Choose either a person or a team."))
        return given


class ResolveArguments(Arguments):
    summary = forms.CharField(
        label=_("What was done"),
        max_length=2000,
        widget=area(),
        help_text=_("The customer reads this."),
    )
    resolution_type = forms.ChoiceField(
        label=_("How it ended"), choices=Resolution.choices, initial=Resolution.SOLVED.value
    )
    notes = forms.CharField(
        label=_("Notes"),
        max_length=2000,
        required=False,
        widget=area(2),
        help_text=_("Only for staff."),
    )


class ReasonArguments(Arguments):
    reason = forms.CharField(label=_("Why"), max_length=500, required=False, widget=area(2))


class WhyArguments(Arguments):
    reason = forms.CharField(label=_("Why"), max_length=500)


class PriorityArguments(Arguments):
    priority = forms.ChoiceField(label=_("Priority"), choices=Priority.choices)


class CategoryArguments(Arguments):
    category = RecordChoice(
        "tickets.TicketCategory", among="active", to_field_name="slug", label=_("Category")
    )


class TagArguments(Arguments):
    tags = forms.CharField(
        label=_("Tags"),
        max_length=300,
        required=False,
        help_text=_("With commas between them; they replace those that are there."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.record is not None:
            self.fields["tags"].initial = ", ".join(self.record.tags)  # type: ignore[attr-defined]

    def clean_tags(self) -> str:
        words = [word.strip().lower() for word in self.cleaned_data["tags"].split(",")]
        tags = list(dict.fromkeys(filter(None, words)))
        if len(tags) > MOST_TAGS:
            raise ValidationError(_("Give at most %(max)s tags.") % {"max": MOST_TAGS})
        return ",".join(tags)


class MergeArguments(Arguments):
    into = RecordChoice("tickets.Ticket", among="under_way", label=_("The one that stays"))


class LinkArguments(Arguments):
    ticket = RecordChoice("tickets.Ticket", label=_("Other ticket"))
    kind = forms.ChoiceField(
        label=_("How"), choices=Link.choices, initial=Link.RELATED.value, required=False
    )

    def clean_kind(self) -> str:
        return self.cleaned_data["kind"] or Link.RELATED.value


class SplitArguments(Arguments):
    messages = SaidHere(label=_("What goes into the new one"))
    subject = forms.CharField(label=_("What is the new one about?"), max_length=200)
    category = RecordChoice(
        "tickets.TicketCategory",
        among="active",
        to_field_name="slug",
        label=_("Category"),
        required=False,
        empty_label=_("The same"),
    )
    priority = forms.ChoiceField(
        label=_("Priority"),
        choices=[("", _("The same")), *Priority.choices],
        required=False,
    )


class RateArguments(Arguments):
    stars = forms.IntegerField(
        label=_("Stars"), min_value=1, max_value=5, widget=Stars(), error_messages=WRONG_STARS
    )
    comment = forms.CharField(
        label=_("How was our help?"), max_length=2000, required=False, widget=area()
    )


class MessageArguments(Arguments):
    """The message that was said; its text stands in the thread."""

    message = forms.IntegerField()


class ClockArguments(Arguments):
    which = forms.IntegerField()
