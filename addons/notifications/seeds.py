"""A row to edit for each notice, channel and language; what staff have written stays."""

from __future__ import annotations

from django.conf import settings

from addons.base.points import SEEDS

from .models import NotificationTemplate
from .points import CHANNELS, NOTICES


def templates() -> None:
    wanted = [
        NotificationTemplate(notice=notice, channel=channel, language=language)
        for notice in NOTICES
        for channel in CHANNELS
        for language, _label in settings.LANGUAGES
    ]
    NotificationTemplate.objects.bulk_create(wanted, ignore_conflicts=True)


SEEDS.register("notifications.templates", templates)
