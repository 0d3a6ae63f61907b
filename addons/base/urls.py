"""The kernel's own addresses: the API, files, health."""

from __future__ import annotations

from django.urls import path, re_path

from .health import healthz, readyz
from .metrics import metrics
from .surfaces.docs import docs_view, schema_view
from .surfaces.files import file_view
from .surfaces.rest import api, unknown
from .surfaces.shell import urlpatterns as shell

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("metrics", metrics, name="metrics"),
    path("api/v1/schema/", schema_view, name="api_schema"),
    path("api/v1/docs/", docs_view, name="api_docs"),
    path("api/v1/", api().urls),
    re_path("^api/", unknown),
    path("files/<int:pk>/", file_view, name="file"),
    *shell,
]
