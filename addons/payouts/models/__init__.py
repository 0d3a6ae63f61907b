from ..policies import PayoutsPolicy
from .bank_account import BankAccount
from .line import PayoutLine
from .run import PayoutRun

__all__ = ["BankAccount", "PayoutLine", "PayoutRun", "PayoutsPolicy"]
