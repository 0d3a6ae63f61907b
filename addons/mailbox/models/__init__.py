from ..policies import MailboxPolicy
from .incoming import FiledMail, IncomingMail

__all__ = ["FiledMail", "IncomingMail", "MailboxPolicy"]
