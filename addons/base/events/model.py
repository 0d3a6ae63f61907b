"""The one append-only log: audit trail, timeline, source of insights and of live replay."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from ..points import FLOWS

if TYPE_CHECKING:
    from ..models.record import Record


class Kind(models.TextChoices):
    TRANSITION = "transition", _("Transition")
    EDITED = "edited", _("Edited")
    NOTE = "note", _("Note")
    MESSAGE = "message", _("Message")
    MENDED = "mended", _("Mended")


class EventQuerySet(models.QuerySet["Event"]):
    def of(self, record: models.Model) -> Self:
        """The stream of one record, in no particular order."""
        return self.filter(record_type=record._meta.label_lower, record_id=str(record.pk))

    def transitions(self) -> Self:
        return self.filter(kind__in=[Kind.TRANSITION, Kind.MENDED])

    def changing(self) -> Self:
        """Those that changed the record itself; notes and messages do not."""
        return self.filter(kind__in=[Kind.TRANSITION, Kind.EDITED, Kind.MENDED])

    def update(self, **kwargs: Any) -> NoReturn:
        raise TypeError("Events are never changed; erase a person with `manage.py privacy erase`.")

    def delete(self) -> NoReturn:
        raise TypeError("Events are never deleted.")


class Event(models.Model):
    """One thing that happened to one record.

    `actor_id` is a bare user id: the log outlives the account. `digest` seals reason, arguments and
    address under `salt`, so that they can be erased while `hash` still holds.
    """

    record_type = models.CharField(max_length=100)
    record_id = models.CharField(max_length=64)
    sequence = models.PositiveBigIntegerField()
    kind = models.CharField(max_length=12, choices=Kind)
    transition = models.CharField(max_length=64, blank=True, default="")
    previous_state = models.CharField(max_length=50, blank=True, default="")
    new_state = models.CharField(max_length=50, blank=True, default="")
    actor_id = models.BigIntegerField(null=True)
    system_name = models.CharField(max_length=100, blank=True, default="")
    automated = models.BooleanField(default=False)
    via = models.CharField(max_length=12)
    reason = models.TextField(blank=True, default="")
    arguments = models.JSONField(default=dict)
    address = models.CharField(max_length=45, blank=True, default="")
    seconds_in_previous_state = models.BigIntegerField(default=0)
    at = models.DateTimeField()
    caused_by = models.BigIntegerField(null=True)
    salt = models.CharField(max_length=32)
    digest = models.CharField(max_length=64)
    erased = models.BooleanField(default=False)
    hash = models.CharField(max_length=64)

    objects = EventQuerySet.as_manager()
    _plain = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["record_type", "record_id", "sequence"], name="event_once_in_stream"
            )
        ]
        indexes = [
            models.Index(fields=["record_type", "transition", "at"], name="event_by_transition"),
            models.Index(
                fields=["actor_id", "at"],
                name="event_by_actor",
                condition=models.Q(actor_id__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.record_type}:{self.record_id}#{self.sequence} {self.transition or self.kind}"

    @property
    def topic(self) -> str:
        return f"{self.record_type}:{self.record_id}"

    def get_record(self) -> Record:
        """The record as it is now."""
        record: Record = FLOWS[self.record_type].model._plain.get(pk=self.record_id)
        return record


class EffectRun(models.Model):
    """One effect owed for one event. Written in the event's transaction, worked off afterwards."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="effect_runs")
    effect = models.CharField(max_length=150)
    attempts = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    given_up_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["event", "effect"], name="effect_once_per_event")
        ]
        indexes = [
            models.Index(
                fields=["not_before", "id"],
                name="effect_owed",
                condition=models.Q(done_at__isnull=True, given_up_at__isnull=True),
            ),
            models.Index(
                fields=["given_up_at"],
                name="effect_given_up",
                condition=models.Q(given_up_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.effect} for event {self.event_id}"
