from __future__ import annotations

from django.conf import settings
from django.core.files.storage import Storage, storages
from django.db import models
from django.utils.translation import gettext_lazy as _


def private_storage() -> Storage:
    return storages["private"]


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

    class Meta:
        indexes = [models.Index(fields=["record_type", "record_id"], name="attachment_of_record")]

    def __str__(self) -> str:
        return self.name
