"""The record: what every FSM-driven model is. It is the head of its own stream of events."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, NoReturn, Self

from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from ..workflow.actors import Actor, System, is_signed_in
from ..workflow.states import State
from .history import RecordHistory
from .state_field import StateField, StateMixin

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser

    from ..workflow.compose import ComposedFlow


class ClosedDoor(TypeError):
    """Somebody tried to change a record past the doors."""

    def __init__(self, what: str) -> None:
        super().__init__(
            f"{what} would leave no event: use create, perform, perform_many or edit "
            "from addons.base.workflow.doors."
        )


class RecordQuerySet(models.QuerySet[Any]):
    """All reading rules of a record live in its queryset; writing goes through the doors."""

    def visible_to(self, actor: Actor) -> Self:
        """The records the actor may see. Everything a person reads starts here."""
        if isinstance(actor, System):
            return self
        if not is_signed_in(actor):
            return self.visible_to_anyone()
        return self.visible_to_user(actor)  # type: ignore[arg-type]

    def visible_to_user(self, user: AbstractBaseUser) -> Self:
        """Closed until the addon says who sees what."""
        return self.none()

    def visible_to_anyone(self) -> Self:
        return self.none()

    def update(self, **kwargs: Any) -> NoReturn:
        raise ClosedDoor("QuerySet.update()")

    def delete(self) -> NoReturn:
        raise ClosedDoor("QuerySet.delete()")

    def bulk_create(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise ClosedDoor("QuerySet.bulk_create()")

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise ClosedDoor("QuerySet.bulk_update()")


class Record(StateMixin, models.Model):
    """Abstract base of records: `version` is the stream's last sequence, `chain` its last hash."""

    state = StateField(_("state"), editable=False)
    version = models.PositiveBigIntegerField(default=0, editable=False)
    chain = models.CharField(max_length=64, editable=False, default="")
    state_since = models.DateTimeField(_("in this state since"), editable=False)
    created_at = models.DateTimeField(_("created"), editable=False)
    updated_at = models.DateTimeField(_("changed"), editable=False)

    objects = RecordQuerySet.as_manager()
    history = RecordHistory(inherit=True)

    class Meta:
        abstract = True

    # What the doors themselves write with.
    _plain: ClassVar[models.Manager[Any]] = models.Manager()

    @cached_property
    def record_type(self) -> str:
        return self._meta.label_lower

    @property
    def topic(self) -> str:
        """The live topic of this record."""
        return f"{self._meta.label_lower}:{self.pk}"

    @property
    def flow(self) -> ComposedFlow:
        from ..workflow.compose import flow_of  # compose reads the models

        return flow_of(type(self))

    def get_state(self) -> State:
        """The state with its label and tone."""
        return self.flow.states[self.state]

    @property
    def state_label(self) -> str:
        return str(self.get_state().label)

    def save(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise ClosedDoor(f"{type(self).__name__}.save()")

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise ClosedDoor(f"{type(self).__name__}.delete()")
