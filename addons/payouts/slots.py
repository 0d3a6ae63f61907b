from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from addons.base.faults import FAULTS
from addons.ledger.points import ACCOUNT_KINDS, TRANSFER_KINDS, AccountKind

from .kinds import BANK_CLEARING, PAYOUT

ACCOUNT_KINDS.register(BANK_CLEARING, AccountKind(_("Bank clearing"), is_personal=False))
TRANSFER_KINDS.register(PAYOUT, _("Payout"))

FAULTS.register("payouts:lines-written", "A prepared run has its lines, not committed.")
FAULTS.register("payouts:mid-hold", "Some lines are set aside, others are not yet.")
FAULTS.register("payouts:captured", "The earnings are paid, not committed.")
