"""Pages alone, for a WSGI server."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "callout.settings")

application = get_wsgi_application()
# Every page and operation, before the server forks: its workers share them.
get_resolver().url_patterns  # noqa: B018 reading is what loads them
