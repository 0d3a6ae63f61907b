from .delivery import Delivery
from .notification import Notification
from .preference import Preference
from .template import NotificationTemplate

__all__ = ["Delivery", "Notification", "NotificationTemplate", "Preference"]
