"""Forgetting what a person wrote and where from, while the chain of every stream still holds."""

from __future__ import annotations

from .model import Event


def erase_private(actor_id: int) -> int:
    """Blank reason, arguments and address of the person's events; says how many.

    Digest and hash stay. The salt goes too: with it somebody could still try guesses at the digest.
    """
    theirs = Event._plain.filter(actor_id=actor_id, erased=False)
    return theirs.update(reason="", arguments={}, address="", salt="", erased=True)
