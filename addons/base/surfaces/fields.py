"""Form fields for what pages and JSON say differently: money and attachments."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from .. import money
from ..models.attachment import Attachment
from ..workflow.actors import Actor
from ..workflow.arguments import ActorField


class MoneyField(forms.DecimalField):
    """An amount of the deployment's currency: a number on pages, `{amount, currency}` in JSON."""

    def __init__(self, *, min_value: Decimal | int = 0, **kwargs: Any) -> None:
        kwargs.setdefault("max_digits", 12)
        kwargs.setdefault("decimal_places", money.decimals())
        super().__init__(min_value=min_value, **kwargs)


class Stars(forms.RadioSelect):
    """One to five stars; drawn as such where the page can, else a choice of five."""

    def __init__(self) -> None:
        super().__init__(choices=[(number, str(number)) for number in range(1, 6)])


class AttachmentsWidget(forms.FileInput):
    """A file input for several files; the ids of those already sent travel in hidden fields."""

    template_name = "base/widgets/attachments.html"
    allow_multiple_selected = True

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> list[Any]:
        given = data.getlist(name) if hasattr(data, "getlist") else data.get(name)
        return given or []

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return name not in data

    def format_value(self, value: Any) -> Any:
        return value or []


class AttachmentsField(ActorField, forms.Field):
    """Files that the actor has uploaded and not used yet. The clean value: their Attachments.

    JSON and forms name them by id; a page that takes files calls `uploads.receive()` before the
    door, which stores them and puts their ids into the data.
    """

    widget = AttachmentsWidget
    default_error_messages = {
        "invalid": _("Upload the files first and give their ids."),
        "too_many": _("Attach at most %(max)s files."),
    }

    def __init__(self, *, max_files: int = 10, **kwargs: Any) -> None:
        self.max_files = max_files
        self.actor: Actor | None = None
        super().__init__(**kwargs)

    def bind(self, *, record: Any, actor: Actor | None) -> None:
        self.actor = actor

    def to_python(self, value: Any) -> list[Attachment]:
        try:
            ids = {int(item) for item in value or [] if item != ""}
        except (TypeError, ValueError):
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None
        # Larger ones no database column holds.
        if any(not 0 < item < 2**63 for item in ids):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        if len(ids) > self.max_files:
            raise ValidationError(
                self.error_messages["too_many"] % {"max": self.max_files}, code="too_many"
            )
        if not ids:
            return []
        actor_id = self.actor.pk if self.actor is not None else None
        found = list(Attachment.objects.unused_of(actor_id).filter(pk__in=ids).order_by("pk"))
        if len(found) != len(ids):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return found
