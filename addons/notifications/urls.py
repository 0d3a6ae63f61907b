from __future__ import annotations

from django.urls import path

from . import portal

portal_urlpatterns = [
    path("", portal.Inbox.as_view(), name="inbox"),
    path("<int:pk>/", portal.Open.as_view(), name="open"),
    path("read-all/", portal.ReadAll.as_view(), name="read_all"),
    path("preferences/", portal.Preferences.as_view(), name="preferences"),
]
