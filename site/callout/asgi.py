"""Pages and sockets in one process: the demo, and the socket server of a larger deployment."""

from __future__ import annotations

import os

# These stand before anything that reads the settings.
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "callout.settings")
os.environ.setdefault("DATABASE_POOL", "20")

from importlib import import_module
from importlib.util import find_spec

from channels.routing import ProtocolTypeRouter
from django.core.asgi import get_asgi_application

SOCKETS = "addons.base.live.routing"


def _application() -> ProtocolTypeRouter:
    routes = {"http": get_asgi_application()}
    # Imported only now: the routing needs the apps, which the line above loads.
    if find_spec(SOCKETS):
        routes["websocket"] = import_module(SOCKETS).websocket_application
    return ProtocolTypeRouter(routes)


application = _application()
