from __future__ import annotations

from django.urls import path

from addons.base.surfaces.portal import record_urls

from . import portal
from .models import Consultation

urlpatterns = [
    path("c/<int:pk>/", portal.ConsultationPage.as_view(), name="consultation"),
    *record_urls(Consultation, parts=("status",), prefix="c/"),
]
