"""The schema and its page, /api/v1/schema/ and /api/v1/docs/: plain, and from our own origin."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from .answers import answer
from .middleware import MULTIPART
from .rest import api

Document = dict[str, Any]

EXAMPLES: Final[dict[str, Any]] = {
    "integer": 1,
    "number": 1.5,
    "boolean": True,
    "array": [],
    "object": {},
    "string": "…",
    "date": "2030-01-31",
    "date-time": "2030-01-31T10:00:00Z",
    "uuid": "00000000-0000-4000-8000-000000000000",
    "email": "asha@example.com",
}


@dataclass(frozen=True)
class Field:
    """One row of a table of inputs."""

    name: str
    kind: str
    is_required: bool
    text: str


@dataclass(frozen=True)
class Described:
    """One operation as the page shows it."""

    id: str
    method: str
    path: str
    summary: str
    description: str
    parameters: list[Field]
    fields: list[Field]
    answers: list[tuple[str, str]]
    is_open: bool
    curl: str


@require_safe
def schema_view(request: HttpRequest) -> HttpResponse:
    """The document as JSON, in the caller's language; open to anyone."""
    return answer(api().document())


@require_safe
def docs_view(request: HttpRequest) -> HttpResponse:
    """The document as a page; open to anyone."""
    document = api().document()
    base = request.build_absolute_uri("/").rstrip("/")
    groups: dict[str, list[Described]] = {}
    for path, method, operation in operations_of(document):
        tag = (operation.get("tags") or [_("Other")])[0]
        groups.setdefault(tag, []).append(described(base, path, method, operation))
    context = {"title": document["info"]["title"], "groups": sorted(groups.items()), "base": base}
    return render(request, "base/api/docs.html", context)


def operations_of(document: Document) -> Iterator[tuple[str, str, Document]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def described(base: str, path: str, method: str, operation: Document) -> Described:
    schema = body_schema(operation)
    security = operation.get("security", [])
    return Described(
        id=operation["operationId"],
        method=method.upper(),
        path=path,
        summary=operation["summary"],
        description=operation.get("description", ""),
        parameters=[
            Field(p["name"], kind_of(p["schema"]), p["required"], p.get("description", ""))
            for p in operation["parameters"]
        ],
        fields=fields_of(schema),
        answers=[
            (status, resolved(a)["description"]) for status, a in operation["responses"].items()
        ],
        is_open=not security or {} in security,
        curl=curl(base, path, method, operation, schema),
    )


def body_schema(operation: Document) -> Document:
    contents = list(operation.get("requestBody", {}).get("content", {}).values())
    return resolved(contents[0]["schema"]) if contents else {}


def resolved(schema: Document) -> Document:
    """What a reference such as `#/components/schemas/Problem` names."""
    if "$ref" not in schema:
        return schema
    _root, components, kind, name = schema["$ref"].split("/")
    found: Document = api().document()[components][kind][name]
    return found


def fields_of(schema: Document) -> list[Field]:
    required = schema.get("required", [])
    return [
        Field(
            name,
            kind_of(field),
            name in required,
            field.get("description") or field.get("title", ""),
        )
        for name, field in schema.get("properties", {}).items()
    ]


def kind_of(schema: Document) -> str:
    """A type in words: `string (date-time)`, `one of a, b`, `integer or null`."""
    if "anyOf" in schema:
        return _(" or ").join(dict.fromkeys(kind_of(one) for one in schema["anyOf"]))
    if "enum" in schema:
        return _("one of %(keys)s") % {"keys": ", ".join(map(str, schema["enum"]))}
    kind = schema.get("type", schema.get("$ref", "").rpartition("/")[2] or "any")
    kind = "/".join(kind) if isinstance(kind, list) else str(kind)
    if kind == "array":
        return _("list of %(kind)s") % {"kind": kind_of(schema.get("items", {}))}
    return f"{kind} ({schema['format']})" if "format" in schema else kind


def curl(base: str, path: str, method: str, operation: Document, schema: Document) -> str:
    """The call as a command that can be pasted."""
    query = {
        p["name"]: example_of(p["schema"])
        for p in operation["parameters"]
        if p["in"] == "query" and p["required"]
    }
    address = f"{base}{path}" + (f"?{urlencode(query)}" if query else "")
    lines = [f"curl -X {method.upper()} '{address}'"]
    if operation.get("security"):
        lines.append('-H "Authorization: Bearer $TOKEN"')
    fields = schema.get("properties", {})
    required = schema.get("required", [])
    if MULTIPART in operation.get("requestBody", {}).get("content", {}):
        lines += [f"-F '{name}=@photo.jpg'" for name in required]
    elif schema:
        body = {name: example_of(fields[name]) for name in required}
        lines.append("-H 'Content-Type: application/json'")
        lines.append(f"-d '{json.dumps(body, ensure_ascii=False)}'")
    return " \\\n  ".join(lines)


def example_of(schema: Document) -> Any:
    if "default" in schema:
        return schema["default"]
    if "anyOf" in schema:
        return example_of(schema["anyOf"][0])
    if schema.get("enum"):
        return schema["enum"][0]
    kind = schema.get("type")
    return EXAMPLES.get(schema.get("format", kind if isinstance(kind, str) else "string"))
