"""The whole API, every addon's, against its own document, as each role in a house full of data."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from django.contrib.auth import get_user_model
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import response_schema_conformance, status_code_conformance

from addons.base.points import RESOURCES
from addons.base.surfaces.rest import api
from callout.wsgi import application
from tests.house import PEOPLE

pytestmark = [pytest.mark.django_db, pytest.mark.needs("jobs", "website")]

CHECKS = (not_a_server_error, status_code_conformance, response_schema_conformance)
# Run with more checks, and more often, by test_schemathesis.py.
DUMMY = ("parcels", "slips", "carriage")
KNOWN_KEYS = 3


def operations() -> list[str]:
    paths = api().document()["paths"].values()
    ids = [one["operationId"] for methods in paths for one in methods.values()]
    return sorted(name for name in ids if not name.startswith(DUMMY))


@pytest.fixture(scope="module")
def document(house: None) -> Any:
    # As Django's own test client does: the end of a request does not end the test's connection.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield schemathesis.openapi.from_wsgi("/api/v1/schema/", application)
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.parametrize("name", operations())
@pytest.mark.parametrize(
    "roles",
    [
        pytest.param(["nobody", "customer"], id="outside"),
        pytest.param(
            ["provider", "dispatcher", "administrator"], id="rest", marks=pytest.mark.slow
        ),
    ],
)
def test_every_answer_is_one_that_the_document_names(
    document: Any, name: str, roles: list[str]
) -> None:
    cases = cases_of(document.find_operation_by_id(name))
    askers = [headers_of(role) for role in roles]

    @settings(
        max_examples=4,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=cases)
    def run(case: Any) -> None:
        for headers in askers:
            case.call_and_validate(headers=headers, checks=CHECKS)

    run()


def headers_of(role: str) -> dict[str, str]:
    if role not in PEOPLE:
        return {}
    person = get_user_model()._default_manager.get(email=PEOPLE[role])
    return {"Authorization": f"Bearer token-{person.pk}"}


def cases_of(operation: Any) -> Any:
    """Right and wrong input; for one record, mostly with a key that there is."""
    resource = RESOURCES.get(operation.path.split("/")[3])
    keys: list[Any] = [None]
    if resource and "{id}" in operation.path:
        keys += resource.model._base_manager.values_list("pk", flat=True)[:KNOWN_KEYS]
    return st.one_of(
        operation.as_strategy(
            generation_mode=mode, **({"path_parameters": {"id": str(key)}} if key else {})
        )
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
        for key in keys
    )
