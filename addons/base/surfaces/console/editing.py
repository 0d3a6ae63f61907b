"""The other dialogs of a record: its editable fields, a note, a state set by hand."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms import modelform_factory
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ...workflow.actors import Door, may
from ...workflow.compose import flow_of
from ...workflow.doors import add_note, edit, override
from ...workflow.errors import Conflict
from ...workflow.states import Text
from ..portal import version_of
from .dialogs import Dialog
from .pickers import choices_answer
from .timeline import note_kinds


class EditView(Dialog):
    """The fields that the actor may change."""

    @property
    def title(self) -> Text:
        return _("Edit %(record)s") % {"record": self.record}

    @property
    def submit(self) -> Text:
        return _("Save")

    @cached_property
    def names(self) -> list[str]:
        actor, editable = self.request.user, flow_of(self.model).flow.editable
        names = [name for name, right in editable.items() if may(actor, right, self.record)]
        if not names:
            raise Http404
        return names

    def form(self, request: HttpRequest) -> forms.BaseForm:
        form_class = modelform_factory(self.model, fields=self.names)
        # A copy, because a bound form writes into its instance.
        instance = self.find()
        if request.method == "POST":
            return form_class(request.POST, request.FILES, instance=instance)
        return form_class(instance=instance)

    def go(self, request: HttpRequest, form: Any) -> Any:
        return edit(
            self.record,
            actor=request.user,
            via=Door.CONSOLE,
            data={name: form[name].data for name in form.fields},
            version=version_of(request),
        )

    def conflict(self, form: Any, conflict: Conflict) -> HttpResponse:
        """Both versions of a field side by side; saving again takes the one in the form."""
        sides = [
            {"label": form[name].label, "mine": form[name].value(), "theirs": theirs}
            for name in form.fields
            if str(theirs := getattr(self.record, name)) != str(form[name].value())
        ]
        return self.draw(form, status=409, notice=str(conflict), sides=sides)


class EditChoicesView(EditView):
    """What a field of the dialog offers for what has been typed."""

    http_method_names = ["get"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.form(request)
        return choices_answer(request, self.viewset, form, kwargs["field"], self.record)


class OverrideForm(forms.Form):
    state = forms.ChoiceField(label=gettext_lazy("New state"), widget=forms.RadioSelect)
    notes = forms.CharField(
        label=gettext_lazy("Why"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("It stands in the history for good."),
    )


class OverrideView(Dialog):
    """A state by hand."""

    tone = "danger"
    intro = gettext_lazy(
        "Only the state changes. Nothing that usually goes with it happens: nobody is told, nothing "
        "is paid or freed. It stays listed until somebody has reviewed it."
    )

    @property
    def title(self) -> Text:
        return _("Set the state by hand")

    def form(self, request: HttpRequest) -> forms.BaseForm:
        flow = flow_of(self.model)
        if not may(request.user, flow.flow.override_permission, self.record):
            raise Http404
        allowed = [s for s in flow.states.values() if s.by_override and s.key != self.record.state]
        form = OverrideForm(request.POST if request.method == "POST" else None)
        form.fields["state"].choices = [(s.key, s.label) for s in allowed]  # type: ignore[attr-defined]
        return form

    def go(self, request: HttpRequest, form: Any) -> Any:
        return override(
            self.record,
            state=request.POST.get("state", ""),
            notes=request.POST.get("notes", ""),
            actor=request.user,
            via=Door.CONSOLE,
        )


class NoteForm(forms.Form):
    kind = forms.CharField(widget=forms.HiddenInput)
    text = forms.CharField(label=gettext_lazy("Note"), widget=forms.Textarea(attrs={"rows": 3}))


class NoteView(Dialog):
    """The composer beside the timeline."""

    @property
    def title(self) -> Text:
        return _("Note")

    @property
    def done(self) -> str:
        return _("The note is on the record.")

    def form(self, request: HttpRequest) -> forms.BaseForm:
        return NoteForm(request.POST if request.method == "POST" else None)

    def go(self, request: HttpRequest, form: Any) -> Any:
        wanted = request.POST.get("kind", "")
        kinds = {kind.kind: kind for kind in note_kinds(self.record, request.user)}
        return add_note(
            self.record,
            actor=request.user,
            via=Door.CONSOLE,
            kind=wanted,
            text=request.POST.get("text", ""),
            visible_to_client=wanted in kinds and kinds[wanted].customer_sees,
        )
