from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.core.files.storage import Storage, storages
from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from .record import Record


def private_storage() -> Storage:
    return storages["private"]


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    def of(self, record: Record) -> Self:
        """The files of one record, oldest first."""
        return self.filter(record_type=record.record_type, record_id=str(record.pk)).order_by("pk")

    def unused(self) -> Self:
        """Uploaded, and on no record yet."""
        return self.filter(record_type="")

    def unused_of(self, user_id: Any) -> Self:
        """What this user has uploaded and not used yet."""
        return self.none() if user_id is None else self.unused().filter(uploaded_by=user_id)


class Attachment(models.Model):
    """A private file on a record, served to whoever may see the record and to nobody else."""

    record_type = models.CharField(max_length=100, blank=True, default="")
    record_id = models.CharField(max_length=64, blank=True, default="")
    kind = models.CharField(max_length=20, default="photo")
    file = models.FileField(storage=private_storage, upload_to="attachments/%Y/%m")
    name = models.CharField(_("name"), max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    content_type = models.CharField(max_length=100)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField()

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["record_type", "record_id"], name="attachment_of_record")]

    def __str__(self) -> str:
        return self.name
