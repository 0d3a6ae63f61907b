from __future__ import annotations

from django.conf import settings
from django.db import models


class Favourite(models.Model):
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    colour = models.CharField(max_length=20)

    def __str__(self) -> str:
        return self.colour
