"""What the kernel itself adds to the API."""

from __future__ import annotations

from .points import ROUTERS
from .surfaces.files import router

ROUTERS.register("attachments", router)
