"""What an addon lets the console decide: one row of settings each, read by `policy(Model)`.

    class ParcelPolicy(Policy):           # policies.py; models/__init__.py imports it
        days = models.PositiveIntegerField(_("days to wait"), default=7)

    policy(ParcelPolicy).days

Until somebody saves it, a field's value comes from the environment, `POLICY_<ADDON>_<FIELD>` such as
`POLICY_DUMMY_DAYS=10`, else from the field's default. It stands in the console's settings menu for
whoever may change it: `rules.add_perm("dummy.change_parcelpolicy", …)`, administrators unless said.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from typing import Any, TypeVar, cast

import rules
from django.apps import apps
from django.core.checks import Error, register
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.signals import class_prepared
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.settings.models import BaseGenericSetting
from wagtail.contrib.settings.registry import registry
from wagtail.permission_policies import ModelPermissionPolicy

from .predicates import is_administrator

P = TypeVar("P", bound="Policy")

# A change reaches the other processes this many seconds later; the one that made it knows at once.
FRESH_FOR = 1.0

_lock = threading.Lock()
_kept: dict[type[Policy], tuple[float, Policy]] = {}


class Policy(BaseGenericSetting):
    """Base of an addon's settings. `version` is 0 until they are saved and goes up with each save."""

    icon = "cog"
    version = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        abstract = True
        verbose_name = _("policy")

    def save(self, *args: Any, **kwargs: Any) -> None:
        stored = type(self)._base_manager.values_list("version", flat=True).first()
        self.version = (stored or 0) + 1
        super().save(*args, **kwargs)
        forget(type(self))

    @classmethod
    def get_permission_policy(cls) -> WhoeverMay:
        return WhoeverMay(cls)

    @classmethod
    def unsaved(cls: type[P]) -> P:
        """What holds while nobody has decided: the environment, else the fields' defaults."""
        return cls(**dict(_from_environment(cls)))

    @classmethod
    def _get_or_create(cls) -> Policy:
        # Wagtail asks for a row to edit; it begins with what holds now.
        found = cast("Policy | None", cls.base_queryset().first())
        if found is None:
            found = cls.unsaved()
            found.save()
        return found


def policy(model: type[P]) -> P:
    """The settings as they are now, read again only when their version has changed."""
    with _lock:
        read_at, kept = _kept.get(model, (float("-inf"), None))
    if kept is not None and time.monotonic() - read_at < FRESH_FOR:
        return cast(P, kept)
    rows = model._base_manager
    if kept is None or kept.version != (rows.values_list("version", flat=True).first() or 0):
        kept = rows.first() or model.unsaved()
    with _lock:
        _kept[model] = (time.monotonic(), kept)
    return cast(P, kept)


def forget(*policies: type[Policy]) -> None:
    """Read these again, or all of them: after a change, and between tests."""
    with _lock:
        for model in policies or list(_kept):
            _kept.pop(model, None)


def _variables(model: type[Policy]) -> Iterator[tuple[str, models.Field[Any, Any], str]]:
    """Field and text of each environment variable that is set for the policy."""
    for field in model._meta.concrete_fields:
        name = f"POLICY_{model._meta.app_label}_{field.name}".upper()
        if field.editable and not field.primary_key and name in os.environ:
            yield name, field, os.environ[name]


def _from_environment(model: type[Policy]) -> Iterator[tuple[str, Any]]:
    for _name, field, text in _variables(model):
        yield field.name, _value(field, text)


def _value(field: models.Field[Any, Any], text: str) -> Any:
    # Django's field takes True, the rest of our environment true as well.
    return field.clean(text.title() if isinstance(field, models.BooleanField) else text, None)


@register()
def check_environment(app_configs: Any, **kwargs: Any) -> list[Error]:
    """Each variable for a policy holds a value that its field takes."""
    errors = []
    for model in apps.get_models():
        if not issubclass(model, Policy):
            continue
        for name, field, text in _variables(model):
            try:
                _value(field, text)
            except ValidationError as error:
                errors.append(Error(f"{name}: {' '.join(error.messages)}", id="base.E090"))
    return errors


class WhoeverMay(ModelPermissionPolicy):
    """Asks the addon's rules; where they do not name the policy, administrators may."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        permission = f"{self.model._meta.app_label}.{action}_{self.model._meta.model_name}"
        if rules.perm_exists(permission):
            return bool(rules.has_perm(permission, user))
        return bool(is_administrator.test(user))


def _offer_in_console(sender: type[models.Model], **kwargs: Any) -> None:
    """Wagtail's settings menu shows the policy to whoever may change it."""
    if issubclass(sender, Policy):
        registry.register(sender, icon=sender.icon)


class_prepared.connect(_offer_in_console, dispatch_uid="base.policies")
