"""Where the ledger's migrations find it; new ones take it from the kernel."""

from __future__ import annotations

from addons.base.triggers import Refuse

__all__ = ["Refuse"]
