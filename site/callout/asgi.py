"""Pages and sockets in one process: the demo, and the socket server of a larger deployment."""

from __future__ import annotations

import os

# These stand before anything that reads the settings.
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "callout.settings")
os.environ.setdefault("DATABASE_POOL", "20")

from channels.routing import ProtocolTypeRouter
from django.core.asgi import get_asgi_application

pages = get_asgi_application()

# Only now are the apps loaded that the routing imports.
from importlib.util import find_spec

routes = {"http": pages}
if find_spec("addons.base.live.routing"):
    from addons.base.live.routing import websocket_application

    routes["websocket"] = websocket_application

application = ProtocolTypeRouter(routes)
