from __future__ import annotations

from django.views import View

from addons.base.surfaces.portal import RecordView

from .models import Payment


class PaymentPage(RecordView):
    """One payment, for its payer."""

    model = Payment


class Wallet(View):
    """What is in the wallet."""
