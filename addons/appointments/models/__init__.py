from ..policies import AppointmentsPolicy
from .appointment import Appointment
from .begun_talk import BegunTalk
from .taken import TakenQuarter

__all__ = ["Appointment", "AppointmentsPolicy", "BegunTalk", "TakenQuarter"]
