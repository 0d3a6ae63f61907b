from ..policies import TicketsPolicy
from .agent import AgentProfile
from .category import TicketCategory
from .clock import Clock, ClockChange
from .enquiry import Enquiry
from .follower import Follower
from .service_level import ServiceCalendar, ServicePolicy
from .team import Team
from .ticket import Ticket, TicketLink

__all__ = [
    "AgentProfile",
    "Clock",
    "ClockChange",
    "Enquiry",
    "Follower",
    "ServiceCalendar",
    "ServicePolicy",
    "Team",
    "Ticket",
    "TicketCategory",
    "TicketLink",
    "TicketsPolicy",
]
