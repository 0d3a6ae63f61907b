"""The OpenAPI document: ninja's, completed by what forms ask and by every error there can be."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.operation import Operation

from .answers import JSON
from .inputs import schema_of
from .paging import LARGEST_SIZE, LAST_PAGE, USUAL_SIZE, ListQuery
from .problems import KNOWN, PROBLEM
from .shapes import Problem

Document = dict[str, Any]

PROBLEM_REF: Final = {"$ref": "#/components/schemas/Problem"}
SESSION_AND_BEARER: Final[list[Document]] = [{"bearer": []}, {"session": []}]
SCHEMES: Final[Document] = {
    "bearer": {"type": "http", "scheme": "bearer"},
    "session": {"type": "apiKey", "in": "cookie", "name": "sessionid"},
}


class DescribedAPI(NinjaAPI):
    """A ninja API whose document says all: inputs from forms, problems, keys, sign-in."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._documents: dict[str | None, Document] = {}

    def document(self) -> Document:
        """The document in the active language."""
        language = get_language()
        if language not in self._documents:
            self._documents[language] = self._described()
        return self._documents[language]

    def _described(self) -> Document:
        document: Document = dict(self.get_openapi_schema())
        by_id = {op_id: op for op in self.operations() if (op_id := self.id_of(op))}
        for methods in document["paths"].values():
            for method, described in methods.items():
                complete(described, by_id[described["operationId"]], method)
        components = document["components"]
        components["schemas"]["Problem"] = Problem.model_json_schema()
        components["responses"] = {problem_name(status): problem_answer(status) for status in KNOWN}
        components["securitySchemes"] = SCHEMES
        return document

    def operations(self) -> Iterator[Operation]:
        for router in self._get_bound_routers():
            for path_view in router.path_operations.values():
                yield from path_view.operations

    def id_of(self, operation: Operation) -> str:
        return operation.operation_id or self.get_openapi_operation_id(operation)


def complete(described: Document, operation: Operation, method: str) -> None:
    """Add to ninja's description of an operation what ninja does not know."""
    view: Any = operation.view_func
    described["summary"] = str(described["summary"])
    described["tags"] = [str(tag) for tag in described.get("tags", ())]
    if "security" in described:
        described["security"] = security_of(described)
    if (query := getattr(view, "list_query", None)) is not None:
        described["parameters"] += list_parameters(query)
    for name in getattr(view, "query_names", None) or ():
        described["parameters"].append(parameter(name, {"enum": ["status-history"]}))
    if method == "post":
        described["parameters"].append(key_parameter())
        if hasattr(view, "asks"):
            described["requestBody"] = body_of(view.asks)
    add_problems(described, operation, method)


def security_of(described: Document) -> list[Document]:
    is_open = any("Anyone" in scheme for scheme in described["security"])
    return [*SESSION_AND_BEARER, {}] if is_open else SESSION_AND_BEARER


def body_of(form: Any) -> Document:
    schema = schema_of(form)
    return {"required": bool(schema["required"]), "content": {JSON: {"schema": schema}}}


def parameter(name: str, schema: Document, description: str = "", where: str = "query") -> Document:
    made = {"in": where, "name": name, "required": False, "schema": schema}
    return made | ({"description": description} if description else {})


def list_parameters(query: ListQuery) -> list[Document]:
    sizes = {"type": "integer", "minimum": 1, "maximum": LARGEST_SIZE, "default": USUAL_SIZE}
    parameters = [
        parameter("page", {"type": "integer", "minimum": 1, "maximum": LAST_PAGE, "default": 1}),
        parameter("page_size", sizes),
        parameter(
            "ordering",
            {"type": "string", "enum": sorted(query.orders()), "default": query.ordering[0]},
        ),
        *(parameter(name, one.schema) for name, one in query.filters.items()),
    ]
    if query.search:
        words = parameter("q", {"type": "string", "maxLength": 200}, _("Words to look for"))
        parameters.append(words)
    return parameters


def key_parameter() -> Document:
    return parameter(
        "Idempotency-Key",
        {"type": "string", "maxLength": 255},
        _("The same key with the same request within 48 hours is answered alike and done once."),
        where="header",
    )


def add_problems(described: Document, operation: Operation, method: str) -> None:
    """Every answer that an operation can give beside its own."""
    answers = described["responses"]
    possible = {429, 500, 503} | {int(status) for status in answers if int(status) >= 400}
    if method != "get":
        possible |= {411, 413, 415}
    if not hasattr(operation.view_func, "query_names"):
        # A router's operation, which lists none of them.
        possible |= {400, 401, 403, 404} | ({409} if method != "get" else set())
    for status in possible:
        answers[status] = {"$ref": f"#/components/responses/{problem_name(status)}"}
    described["responses"] = {str(status): answers[status] for status in sorted(answers, key=int)}


def problem_name(status: int) -> str:
    return f"Problem{status}"


def problem_answer(status: int) -> Document:
    title, _code, _detail = KNOWN[status]
    return {"description": str(title), "content": {PROBLEM: {"schema": PROBLEM_REF}}}
