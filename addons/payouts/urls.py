from __future__ import annotations

from django.urls import path

from addons.base.surfaces.portal import record_urls

from . import portal
from .models import BankAccount

# Under /payouts/.
portal_urlpatterns = [
    path("bank-accounts/<int:pk>/", portal.BankAccountRecord.as_view(), name="bank_account"),
    *record_urls(BankAccount, parts=("facts",), prefix="bank-accounts/"),
]

urlpatterns = [
    path("pro/earnings/", portal.EarningsPage.as_view(), name="pro_earnings"),
    path("pro/earnings/items/", portal.ItemsFile.as_view(), name="pro_earnings_items"),
    path("pro/earnings/statement/", portal.StatementFile.as_view(), name="pro_statement"),
    path("pro/earnings/bank-account/", portal.BankAccountPage.as_view(), name="pro_bank_account"),
]
