from __future__ import annotations

from django.urls import path

from addons.base.surfaces.portal import record_urls

from . import portal, portal_enquiries
from .models import Enquiry, Ticket

urlpatterns = [
    path("support/", portal.MyTickets.as_view(), name="tickets"),
    path("support/new/", portal.Ask.as_view(), name="ticket_ask"),
    path("support/suggestions/", portal.Suggestions.as_view(), name="ticket_suggestions"),
    path("support/<int:pk>/", portal.TicketPage.as_view(), name="ticket"),
    path("support/<int:pk>/chat/", portal.TicketChat.as_view(), name="ticket_chat"),
    path("support/chat/", portal_enquiries.Write.as_view(), name="enquiry_write"),
    path("support/chat/<int:pk>/", portal_enquiries.EnquiryPage.as_view(), name="enquiry"),
    path("support/chat/<int:pk>/log/", portal_enquiries.EnquiryChat.as_view(), name="enquiry_chat"),
    *record_urls(Enquiry, parts=("status", "talk"), prefix="support/chat/"),
    *record_urls(Ticket, parts=("status", "talk"), prefix="support/"),
]
