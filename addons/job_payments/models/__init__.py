from ..policies import JobPaymentPolicy
from .settlement import Settlement

__all__ = ["JobPaymentPolicy", "Settlement"]
