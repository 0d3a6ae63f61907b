from __future__ import annotations

from django.urls import path

from . import portal, workspace
from .models import Provider

do = portal.ProviderTransition.as_view(model=Provider)

# Under /providers/.
portal_urlpatterns = [
    path("", portal.FindProviders.as_view(), name="find"),
    path("<int:pk>/", portal.ProviderPage.as_view(), name="provider"),
    path("<int:pk>/do/<slug:transition>/", do, name="provider_do"),
    path("apply/", workspace.Apply.as_view(), name="apply"),
    path("me/", workspace.Overview.as_view(), name="me"),
    path("me/profile/", workspace.Profile.as_view(), name="profile"),
    path("me/services/", workspace.Services.as_view(), name="services"),
    path("me/prices/", workspace.ItemPrices.as_view(), name="prices"),
    path("me/hours/", workspace.Hours.as_view(), name="hours"),
    path("me/days-off/", workspace.DaysOff.as_view(), name="days_off"),
    path("me/days-off/<int:pk>/remove/", workspace.RemoveDayOff.as_view(), name="day_off_remove"),
    path("me/portfolio/", workspace.Portfolio.as_view(), name="portfolio"),
    path("me/portfolio/<int:pk>/remove/", workspace.RemovePicture.as_view(), name="picture_remove"),
]
