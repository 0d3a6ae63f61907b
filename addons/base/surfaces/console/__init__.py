"""The console: Wagtail's admin over records. Addons declare in `console.py`:

@in_console
class ParcelViewSet(OperableViewSet):
    model = Parcel
    menu = Menu(order=100, icon="mail", permission="dummy.handle_parcel")
    columns = ("weight", "sender", "sent_at")
"""

from ...points import in_console
from ...ui.menu import Menu, MenuGroup
from ...ui.parts import Facts, HomePanel, RecordPanel, Related, View
from ...ui.values import (
    Choice,
    Day,
    Flag,
    Link,
    Moment,
    Money,
    Number,
    Person,
    Since,
    Value,
    Words,
)
from .viewset import OperableViewSet

__all__ = [
    "Choice",
    "Day",
    "Facts",
    "Flag",
    "HomePanel",
    "Link",
    "Menu",
    "MenuGroup",
    "Moment",
    "Money",
    "Number",
    "OperableViewSet",
    "Person",
    "RecordPanel",
    "Related",
    "Since",
    "Value",
    "View",
    "Words",
    "in_console",
]
