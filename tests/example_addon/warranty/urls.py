from __future__ import annotations

from django.urls import path

from . import portal

# Under /warranty/.
portal_urlpatterns = [path("", portal.MyClaims.as_view(), name="mine")]
