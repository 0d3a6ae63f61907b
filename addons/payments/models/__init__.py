from ..policies import PaymentPolicy
from .checkout import Checkout, RepaymentLook
from .gateway_event import GatewayEvent
from .payment import Payment
from .repayment import Repayment
from .trial import TrialCheckout

__all__ = [
    "Checkout",
    "GatewayEvent",
    "Payment",
    "PaymentPolicy",
    "Repayment",
    "RepaymentLook",
    "TrialCheckout",
]
