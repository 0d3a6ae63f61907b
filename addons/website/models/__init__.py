from ..policies import BrandSettings
from .pages import HelpPage, HomePage

__all__ = ["BrandSettings", "HelpPage", "HomePage"]
