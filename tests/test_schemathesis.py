"""The API against its own document, as nobody, a sender, somebody else and staff: no 5xx, and every
answer has a status, a content type and a shape that the document names."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from addons.base.surfaces.rest import api
from addons.base.testing.people import make_person
from addons.base.workflow import Door
from addons.base.workflow.doors import create, perform
from callout.wsgi import application
from tests.dummy.flow import ParcelFlow
from tests.dummy.models import Parcel, Slip

pytestmark = pytest.mark.django_db

# Left out: positive_data_acceptance, since forms know more rules than JSON Schema can say.
CHECKS = (
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    negative_data_rejection,
    unsupported_method,
)
OURS = ("parcels", "slips", "carriage", "attachments")


def operations() -> list[str]:
    paths = api().document()["paths"].values()
    ids = [one["operationId"] for methods in paths for one in methods.values()]
    return sorted(name for name in ids if name.startswith(OURS))


@pytest.fixture(scope="module")
def one_connection():
    """As Django's own test client does: the end of a request does not end the test's connection."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.fixture(scope="module")
def document(one_connection):
    return schemathesis.openapi.from_wsgi("/api/v1/schema/", application)


@pytest.fixture
def people():
    sender = make_person("ann")
    for weight in (1, 31):
        parcel = create(
            Parcel, actor=sender, via=Door.REST, data={"title": "Box", "weight": weight}
        )
    perform(Parcel.objects.earliest("pk"), ParcelFlow.send, actor=sender, via=Door.REST)
    assert parcel.pk and Slip.objects.exists()
    return {
        "nobody": None,
        "sender": sender,
        "other": make_person("bob"),
        "staff": make_person("cara", is_staff=True),
        "chief": make_person("dora", is_staff=True, is_superuser=True),
    }


@pytest.mark.parametrize("name", operations())
@pytest.mark.parametrize("who", ["nobody", "sender", "other", "staff", "chief"])
def test_answers_are_as_the_document_says(document, people, name, who):
    person = people[who]
    headers = {"Authorization": f"Bearer token-{person.pk}"} if person else {}

    @settings(
        max_examples=5 if person else 2,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=cases_of(document.find_operation_by_id(name)))
    def run(case: Any) -> None:
        case.call_and_validate(headers=headers, checks=CHECKS)

    run()


def cases_of(operation: Any) -> Any:
    """Right and wrong input; for one record, mostly with a key that there is."""
    keys: list[Any] = [None]
    if "{id}" in operation.path:
        model = Slip if "slips" in operation.path else Parcel
        keys += [str(key) for key in model.objects.values_list("pk", flat=True)]
    return st.one_of(
        operation.as_strategy(
            generation_mode=mode, **({"path_parameters": {"id": key}} if key else {})
        )
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
        for key in keys
    )
