from __future__ import annotations

from django.db import models

from .deskwork import person
from .ticket import Ticket


class Follower(models.Model):
    """One of us who is told of what happens to a ticket, though it is on another desk."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="followers")
    person = person("", related_name="followed_tickets")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ticket", "person"], name="followed_once"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} follows {self.ticket_id}"
