from __future__ import annotations

from django.urls import path

from addons.base.surfaces.portal import record_urls

from . import portal
from .models import Review

# Under /reviews/.
portal_urlpatterns = [
    path("", portal.MyReviews.as_view(), name="mine"),
    path("write/<int:pk>/", portal.Write.as_view(), name="write"),
    path("<int:pk>/", portal.ReviewPage.as_view(), name="review"),
    *record_urls(Review, parts=("main",)),
]
