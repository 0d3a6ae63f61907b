from ..policies import BillingPolicy
from .counter import Counter
from .document import Document
from .invoice import Invoice
from .kinds import InvoiceKind
from .parts import Parties, Receipt, TaxLine
from .refund import Refund

__all__ = [
    "BillingPolicy",
    "Counter",
    "Document",
    "Invoice",
    "InvoiceKind",
    "Parties",
    "Receipt",
    "Refund",
    "TaxLine",
]
