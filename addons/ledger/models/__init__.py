from .account import Account
from .check import LedgerCheck
from .hold import Hold
from .transfer import Posting, Transfer

__all__ = ["Account", "Hold", "LedgerCheck", "Posting", "Transfer"]
