from __future__ import annotations

from django.urls import path

from addons.base.surfaces.portal import record_urls

from . import portal
from .models import Appointment

# Under /appointments/.
portal_urlpatterns = [
    path("", portal.Appointments.as_view(), name="appointments"),
    path("with/<int:pk>/", portal.Book.as_view(), name="book"),
    path("<int:pk>/", portal.AppointmentPage.as_view(), name="appointment"),
    # Before the usual dialog: another time is picked from those that are free.
    path("<int:pk>/do/move/", portal.Move.as_view(), {"transition": "move"}, name="move"),
    *record_urls(Appointment, parts=("status",)),
]
