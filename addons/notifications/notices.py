"""Notifications tell nothing by themselves; this brings the channels by which others do."""

from __future__ import annotations

from . import channels

__all__ = ["channels"]
