"""Why billing moves money, and where its tests end the process."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from addons.base.faults import FAULTS
from addons.ledger.points import TRANSFER_KINDS

TRANSFER_KINDS.register("invoice_payment", _("Invoice paid"))
TRANSFER_KINDS.register("refund", _("Refund"))

FAULTS.register("billing:number-taken", "A document has its number; it is not written.")
FAULTS.register("billing:parts-written", "Document, parties and tax are written, not committed.")
FAULTS.register("billing:paid", "An invoice is paid in the books, not committed.")
FAULTS.register("billing:money-moved", "A refund is in the books; there is no credit note.")
FAULTS.register("billing:given-back", "A refund has its credit note, not committed.")
