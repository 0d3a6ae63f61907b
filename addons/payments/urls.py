from __future__ import annotations

from django.urls import path

from addons.base.surfaces.portal import record_urls

from . import pay, portal
from .gateways import GATEWAYS
from .models import Payment
from .webhooks import webhook

# Under /payments/.
portal_urlpatterns = [
    path("<int:pk>/", portal.PaymentPage.as_view(), name="payment"),
    *record_urls(Payment, parts=("status",)),
    *[path(f"webhooks/{name}/", webhook, {"gateway": name}) for name in GATEWAYS],
]

urlpatterns = [
    path("wallet/", portal.Wallet.as_view(), name="wallet"),
    path("pay/test/<str:token>/", pay.TrialPage.as_view(), name="pay_test"),
    path("pay/<str:token>/", pay.Pay.as_view(), name="pay"),
    path("pay/<str:token>/result/", pay.Result.as_view(), name="pay_result"),
]
