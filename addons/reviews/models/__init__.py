from ..policies import ReviewsPolicy
from .review import Review
from .review_request import ReviewRequest

__all__ = ["Review", "ReviewRequest", "ReviewsPolicy"]
