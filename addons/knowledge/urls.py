from __future__ import annotations

from django.urls import path

from . import portal

app_name = "knowledge"

urlpatterns = [path("knowledge/", portal.to_answers, name="answers")]
