"""What other addons do with the knowledge base: look whether it has an answer."""

from __future__ import annotations

from .models.pages import answers_to

__all__ = ["answers_to"]
