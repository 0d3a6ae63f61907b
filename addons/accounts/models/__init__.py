from ..policies import AccountsPolicy
from .address import Address
from .token import ApiToken
from .user import User, full_name

__all__ = ["AccountsPolicy", "Address", "ApiToken", "User", "full_name"]
