from __future__ import annotations

from django.urls import path

from addons.base.surfaces.portal import record_urls

from . import booking, portal
from .models import Job

# Under /jobs/.
portal_urlpatterns = [
    path("", portal.MyJobs.as_view(), name="mine"),
    path("<int:pk>/", portal.JobPage.as_view(), name="job"),
    path("<int:pk>/chat/", portal.JobChat.as_view(), name="chat"),
    *record_urls(Job, parts=("status", "meeting", "talk", "side")),
]

urlpatterns = [
    path("book/", booking.ChooseService.as_view(), name="book"),
    path("book/<slug:slug>/", booking.Need.as_view(), name="book_need"),
    path("book/<slug:slug>/who/", booking.Who.as_view(), name="book_who"),
    path("book/<slug:slug>/confirm/", booking.Confirm.as_view(), name="book_confirm"),
    path("pro/", portal.Offers.as_view(), name="pro_offers"),
    path("pro/offers/", portal.OfferList.as_view(), name="pro_offer_list"),
    path("pro/today/", portal.Today.as_view(), name="pro_today"),
]
