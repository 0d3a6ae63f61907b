"""Who calls the API in tests, and how its refusals look."""

from __future__ import annotations

import json
from typing import Any

from django.test import Client

from addons.base.surfaces.problems import PROBLEM
from addons.base.testing.people import make_person

BOX = {"title": "Books", "weight": "3.5"}


class Caller:
    """A client with the token of a user, or of nobody."""

    def __init__(self, user: Any = None, **headers: str) -> None:
        self.client = Client(headers=headers)
        self.headers = {"Authorization": f"Bearer token-{user.pk}"} if user else {}

    def get(self, path: str, query: Any = None, **headers: str) -> Any:
        return self.client.get(f"/api/v1/{path}", query, headers=self.headers | headers)

    def post(self, path: str, data: Any = None, **headers: str) -> Any:
        body = data if isinstance(data, (str, bytes)) else json.dumps({} if data is None else data)
        return self.client.post(
            f"/api/v1/{path}",
            body,
            content_type=headers.pop("content_type", "application/json"),
            headers=self.headers | {n.replace("_", "-"): v for n, v in headers.items()},
        )


def person(name: str, **more: Any) -> Any:
    return make_person(name, **more)


def refused(answer: Any, status: int, code: str) -> dict[str, Any]:
    """The problem document that refuses with this status and code."""
    document: dict[str, Any] = answer.json()
    assert answer.headers["Content-Type"] == PROBLEM
    assert (answer.status_code, document["status"], document["code"]) == (status, status, code)
    assert document["title"] and document["detail"] and document["type"]
    return document
