"""Who opens what in the console: the menu's permission for a page, `visible_to` for its records."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import rules
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.functional import cached_property
from wagtail.permission_policies import BasePermissionPolicy

from ...models.record import Record
from ...workflow.actors import Door, may
from ...workflow.compose import flow_of

if TYPE_CHECKING:
    from .viewset import OperableViewSet


class RulesPolicy(BasePermissionPolicy):  # type: ignore[misc]
    """What Wagtail asks about a model in the console, answered by `rules`.

    Of a record: who finds it in the menu may open it, and nobody deletes it. Of anything else: the
    permission `<addon>.<action>_<model>` where a rule names it; to view, else the menu's.
    """

    def __init__(self, model: type[Model], permission: str) -> None:
        super().__init__(model)
        self.permission = permission

    def user_has_permission(self, user: Any, action: str) -> bool:
        if issubclass(self.model, Record):
            if action == "add":
                return may_create(self.model, user)
            return action in ("view", "change") and may(user, self.permission)
        named = f"{self.model._meta.app_label}.{action}_{self.model._meta.model_name}"
        if rules.perm_exists(named):
            return may(user, named)
        return action == "view" and may(user, self.permission)

    def users_with_any_permission(self, actions: Any) -> QuerySet[Any]:
        users = get_user_model()._default_manager.filter(is_active=True, is_staff=True)
        able = [u.pk for u in users if self.user_has_any_permission(u, actions)]
        return users.filter(pk__in=able)


def may_create(model: type[Record], user: Any) -> bool:
    """Whether the console offers the user to make a new one."""
    spec = flow_of(model).creation
    return spec is not None and Door.CONSOLE in spec.doors and may(user, spec.permission)


class RecordsMixin:
    """A view on one record type, closed to those who do not find it in their menu."""

    viewset: OperableViewSet | Any = None
    model: Any = None
    request: HttpRequest

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.viewset.may_open(request.user):
            raise PermissionDenied
        answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        return answer


class OneRecordMixin(RecordsMixin):
    """A view on one record, by the `pk` in its address; unknown and not visible look the same."""

    kwargs: dict[str, Any]

    @cached_property
    def record(self) -> Any:
        return self.find()

    def find(self) -> Any:
        """The record as it is now."""
        found = self.viewset.visible_to(self.request.user).filter(pk=self.kwargs["pk"]).first()
        if found is None:
            raise Http404
        return found
