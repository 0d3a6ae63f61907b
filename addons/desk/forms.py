"""The forms in which prepared replies and macros are written."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from addons.base.workflow import Door, RecordChoice
from addons.base.workflow.compose import flow_of
from addons.base.workflow.declare import Transition
from addons.tickets.models import Team, Ticket

from .models import CannedReply, Macro
from .models.shared import LONGEST
from .placeholders import PLACES, refuse_unknown
from .states import Kind

KNOWN = ", ".join(f"{{{{ {name} }}}}" for name in PLACES)
HINT = format_lazy("{} {}", _("Filled in from the ticket:"), KNOWN)


class SharedForm(forms.ModelForm):  # type: ignore[type-arg]
    """Base: its name and who finds it."""

    team = forms.ModelChoiceField(
        Team.objects.active(), required=False, label=_("Team"), empty_label=_("No team")
    )


class CannedForm(SharedForm):
    class Meta:
        model = CannedReply
        fields = ("name", "text", "sharing", "team", "is_active")
        widgets = {"text": forms.Textarea(attrs={"rows": 8})}
        help_texts = {"text": HINT}


class MacroForm(SharedForm):
    class Meta:
        model = Macro
        fields = ("name", "sharing", "team", "is_active")


class TextStep(forms.Form):
    text = forms.CharField(
        label=_("Text"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 6}),
        validators=[refuse_unknown],
        help_text=HINT,
    )


class TagsStep(forms.Form):
    tags = forms.CharField(
        label=_("Tags"), max_length=200, help_text=_("With commas between them; they are added.")
    )


STEP_FORMS: dict[str, type[forms.Form]] = {
    Kind.REPLY: TextStep,
    Kind.NOTE: TextStep,
    Kind.TAGS: TagsStep,
}


def macro_transitions() -> Iterator[Transition]:
    """Those that the console offers and that make sense for any ticket."""
    for spec in flow_of(Ticket).transitions.values():
        if not spec.creates and Door.CONSOLE in spec.doors and not names_a_ticket(spec):
            yield spec


def names_a_ticket(spec: Transition) -> bool:
    """What is linked to or merged with is another one each time."""
    fields = spec.arguments.base_fields.values() if spec.arguments is not None else ()
    return any(isinstance(f, RecordChoice) and f.model_label == Ticket._meta.label for f in fields)


def step_form(kind: str, spec: Transition | None, data: Any, *, actor: Any) -> forms.Form | None:
    """What the step asks: the form that the transition's dialog has; None where it asks nothing."""
    if spec is None:
        return STEP_FORMS[kind](data)
    if spec.arguments is None:
        return None
    return spec.arguments(data, record=None, actor=actor)  # type: ignore[call-arg]
