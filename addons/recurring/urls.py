from __future__ import annotations

from django.urls import path

from addons.base.surfaces.portal import record_urls

from . import portal
from .models import Series

# Under /recurring/.
portal_urlpatterns = [
    path("<int:pk>/", portal.SeriesPage.as_view(), name="series"),
    *record_urls(Series, parts=("status", "dates")),
]
