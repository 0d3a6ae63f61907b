"""The forms of transitions: one form is the dialog, the page, the REST and the socket schema."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django import forms
from django.apps import apps
from django.core.exceptions import ValidationError
from django.forms.formsets import formset_factory
from django.utils.translation import gettext_lazy as _

from .errors import FieldErrors

if TYPE_CHECKING:
    from django.db.models import Model

    from .actors import Actor


class Arguments(forms.Form):
    """Base of every transition's form. It knows the record and who asks; it never saves."""

    def __init__(
        self, *args: Any, record: Model | None = None, actor: Actor | None = None, **kwargs: Any
    ) -> None:
        self.record = record
        self.actor = actor
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, ActorField):
                field.bind(record=record, actor=actor)


class ActorField:
    """A field whose choices depend on who asks."""

    def bind(self, *, record: Model | None, actor: Actor | None) -> None:
        raise NotImplementedError  # pragma: no cover


class RecordChoice(ActorField, forms.ModelChoiceField):  # type: ignore[type-arg]
    """Another record, named lazily by label; `among` is a queryset method that narrows the choice.

    Only what the actor may see is offered. The clean value is the record.
    """

    default_error_messages = {"invalid_choice": _("Choose one of those listed.")}

    def __init__(self, model: str, /, *, among: str = "", **kwargs: Any) -> None:
        self.model_label = model
        self.among = among
        super().__init__(queryset=None, **kwargs)

    def bind(self, *, record: Model | None, actor: Actor | None) -> None:
        manager: Any = apps.get_model(self.model_label)._default_manager
        queryset = manager.visible_to(actor)
        self.queryset = getattr(queryset, self.among)() if self.among else queryset


class LinesWidget(forms.Widget):
    """Takes a list, or its JSON; a page draws a formset, read by `Lines.lines_of`."""

    template_name = "base/widgets/lines.html"
    field: Lines

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:
        given = data.get(name)
        if not isinstance(given, str) or not given:
            return given
        try:
            return json.loads(given)
        except ValueError:
            return given  # no list, so the field says what is wrong

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        given = value if isinstance(value, list) else None
        context["formset"] = self.field.formset(None, name, initial=given)
        return context


class Lines(forms.Field):
    """A list of lines, each checked by the form: an array in JSON, a formset on pages.

    The clean value is a list of dictionaries.
    """

    widget = LinesWidget
    default_error_messages = {
        "invalid": _("Give a list of lines."),
        "too_many": _("Give at most %(max)s lines."),
    }

    def __init__(self, form: type[forms.Form], *, max_lines: int = 50, **kwargs: Any) -> None:
        self.form = form
        self.max_lines = max_lines
        super().__init__(**kwargs)
        self.widget.field = self

    def formset(self, data: Any, name: str, *, initial: Any = None) -> Any:
        factory = formset_factory(self.form, extra=1, max_num=self.max_lines)
        return factory(data, prefix=name, initial=initial)

    def lines_of(self, data: Any, name: str) -> list[dict[str, Any]]:
        """The raw lines that a page's formset sent; empty ones are left out."""
        forms_of_lines = self.formset(data, name).forms
        return [form.data_of_line() for form in forms_of_lines if form.has_changed()]

    def to_python(self, value: Any) -> list[dict[str, Any]]:
        if value in self.empty_values:
            return []
        if not isinstance(value, list):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        if len(value) > self.max_lines:
            raise ValidationError(
                self.error_messages["too_many"] % {"max": self.max_lines}, code="too_many"
            )
        return [self._clean_line(number, line) for number, line in enumerate(value, 1)]

    def _clean_line(self, number: int, line: Any) -> dict[str, Any]:
        if not isinstance(line, dict) or set(line) - set(self.form.base_fields):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        form = self.form(line)
        if not form.is_valid():
            raise ValidationError(
                [
                    _("Line %(number)s, %(field)s: %(error)s")
                    % {"number": number, "field": name, "error": " ".join(map(str, errors))}
                    for name, errors in form.errors.items()
                ]
            )
        return form.cleaned_data


class LineForm(forms.Form):
    """Base of the form of one line of `Lines`."""

    def data_of_line(self) -> dict[str, Any]:
        """The raw input of this line, without the page's prefix."""
        return {name: self[name].data for name in self.fields if self[name].data not in (None, "")}


def field_errors(form: forms.BaseForm) -> FieldErrors:
    """The form's errors as plain lists; what belongs to no field stands under `__all__`."""
    return {name: [str(e) for e in errors] for name, errors in form.errors.items()}
