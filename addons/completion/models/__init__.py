from .attempt import ContactAttempt
from .request import CompletionRequest

__all__ = ["CompletionRequest", "ContactAttempt"]
