"""The REST surface: one API at /api/v1/, made from the registries once all addons are loaded."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, wraps
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from ..points import RESOURCES, ROUTERS
from ..workflow.errors import Invalid
from .answers import Renderer, StrictParser
from .authentication import signed_in
from .idempotency import idempotent
from .openapi import DescribedAPI
from .problems import install, problem
from .routes import Routes

VERSION: Final = "1"


@cache
def api() -> DescribedAPI:
    """The API with every enabled addon's routers and resources."""
    made = DescribedAPI(
        title=settings.WAGTAIL_SITE_NAME,
        version=VERSION,
        urls_namespace="api",
        # Both are pages of our own.
        openapi_url=None,
        docs_url=None,
        # Closed unless an operation says otherwise.
        auth=signed_in,
        parser=StrictParser(),
        renderer=Renderer(),
    )
    install(made)
    made.add_decorator(idempotent, mode="view")
    made.add_decorator(strict_query, mode="operation")
    # First, so that an addon's address below a record type's is not taken for a key; one with the
    # same path takes the record type's routes in, because an address is asked of one router only.
    routers = dict(ROUTERS.items())
    for path, resource in RESOURCES.items():
        routers[path] = Routes(resource, routers.get(path)).build()
    for prefix, router in routers.items():
        made.add_router(prefix, router)
    return made


def strict_query(view: Callable[..., Any]) -> Callable[..., Any]:
    """Refuse query parameters that the operation does not know: a typo would be ignored."""
    names = query_names(view)
    if names is None:
        return view

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **values: Any) -> Any:
        unknown = [name for name in request.GET if name not in names]
        if unknown:
            raise Invalid({name: [_("This parameter is not known here.")] for name in unknown})
        return view(request, *args, **values)

    return checked


def query_names(view: Any) -> frozenset[str] | None:
    """What may stand in the query; None where the view checks it itself."""
    if hasattr(view, "query_names"):
        known: frozenset[str] | None = view.query_names
        return known
    models = view._ninja_operation.models
    asked = [m for m in models if m.__ninja_param_source__ == "query"]
    return frozenset(name for model in asked for name in model.__ninja_flatten_map__)


@csrf_exempt  # it does nothing, and a missing token is not what is wrong
def unknown(request: HttpRequest, path: str = "") -> HttpResponse:
    """Every other address below /api/."""
    return problem(404)
