from __future__ import annotations

from django.urls import path

from addons.base.surfaces.portal import record_urls

from . import portal
from .models import Consultation

urlpatterns = [
    path("c/", portal.Consultations.as_view(), name="consultations"),
    path("c/rate/", portal.OwnRate.as_view(), name="consultation_rate"),
    path("c/with/<int:pk>/", portal.Ask.as_view(), name="consultation_ask"),
    path("c/<int:pk>/", portal.ConsultationPage.as_view(), name="consultation"),
    path("c/<int:pk>/chat/", portal.ConsultationChat.as_view(), name="consultation_chat"),
    path("c/<int:pk>/note/", portal.KeepNote.as_view(), name="consultation_note"),
    *record_urls(Consultation, parts=("status", "meter", "talk", "side"), prefix="c/"),
]
