"""Why billing moves money."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from addons.ledger.points import TRANSFER_KINDS

TRANSFER_KINDS.register("invoice_payment", _("Invoice paid"))
TRANSFER_KINDS.register("refund", _("Refund"))
