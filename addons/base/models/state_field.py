"""The state column: django-fsm's field with three of its edges taken off.

- `full_clean()` re-assigns a protected field: an equal value is let through.
- the library's `refresh_from_db()` flips a flag on the class, for all threads: ours marks the
  instance.
- `choices` and the protection stay out of migrations: states belong to whoever composes the flow.
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django_fsm import FSMField, FSMFieldDescriptor


class StateDescriptor(FSMFieldDescriptor):
    def __set__(self, instance: Any, value: Any) -> None:
        held = instance.__dict__
        name = self.field.name
        if name in held and held[name] != value and not held.get("_state_may_change"):
            raise AttributeError(f"{name} changes through perform() only.")
        self.field.set_proxy(instance, value)
        self.field.set_state(instance, value)


class StateField(FSMField):
    descriptor_class = StateDescriptor

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 50)
        kwargs["protected"] = True
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        for key in ("protected", "choices"):
            kwargs.pop(key, None)
        return name, "django.db.models.CharField", args, kwargs


class StateMixin(models.Model):
    class Meta:
        abstract = True

    def refresh_from_db(self, *args: Any, **kwargs: Any) -> None:
        self.__dict__["_state_may_change"] = True
        try:
            super().refresh_from_db(*args, **kwargs)
        finally:
            del self.__dict__["_state_may_change"]
