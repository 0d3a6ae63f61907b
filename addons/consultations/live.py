"""What both sides hear at once: the socket of a consultation, and messages to the person."""

from __future__ import annotations

from addons.base.points import SOCKETS

from .socket import ConsultationSocket

SOCKETS.register("consultations/<int:pk>/", ConsultationSocket)
