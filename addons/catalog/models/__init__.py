from ..policies import CatalogPolicy
from .category import ServiceCategory
from .item import ServiceItem

__all__ = ["CatalogPolicy", "ServiceCategory", "ServiceItem"]
