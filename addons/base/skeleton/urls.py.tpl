from __future__ import annotations

from django.urls import path

from addons.base.surfaces.portal import record_urls

from . import portal
from .models import $Record

# Under /$name/.
portal_urlpatterns = [
    path("", portal.Mine.as_view(), name="mine"),
    path("<int:pk>/", portal.${Record}Page.as_view(), name="$record"),
    *record_urls($Record, parts=("main",)),
]
