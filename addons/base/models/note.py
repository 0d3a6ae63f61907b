from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Note(models.Model):
    """A remark on a record. Its event is in the record's stream; the text stands here, erasable."""

    class Kind(models.TextChoices):
        CLIENT = "client", _("Customer")
        WORK = "work", _("Work")
        INTERNAL = "internal", _("Internal")
        SYSTEM = "system", _("System")

    record_type = models.CharField(max_length=100)
    record_id = models.CharField(max_length=64)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    text = models.TextField(_("note"))
    visible_to_client = models.BooleanField(_("the customer sees it"), default=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["record_type", "record_id"], name="note_of_record")]

    def __str__(self) -> str:
        return self.text[:60]
