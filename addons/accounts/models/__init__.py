from ..policies import AccountsPolicy
from .address import Address
from .token import ApiToken
from .user import User

__all__ = ["AccountsPolicy", "Address", "ApiToken", "User"]
