from .conversation import Conversation, Participant
from .message import Message

__all__ = ["Conversation", "Message", "Participant"]
