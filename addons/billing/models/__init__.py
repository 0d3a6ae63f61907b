from ..policies import BillingPolicy
from .counter import Counter
from .invoice import Invoice
from .kinds import InvoiceKind
from .parts import Parties, Receipt, TaxLine

__all__ = [
    "BillingPolicy",
    "Counter",
    "Invoice",
    "InvoiceKind",
    "Parties",
    "Receipt",
    "TaxLine",
]
