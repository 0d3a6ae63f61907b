"""Shapes that answers share, as the OpenAPI document names them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from ninja import Schema
from pydantic import ConfigDict, Field


class Input(Schema):
    """Base of a router's own inputs: an unknown field is refused."""

    model_config = ConfigDict(extra="forbid")


class Money(Schema):
    amount: str = Field(examples=["500.00"])
    currency: str = Field(examples=["INR"])


class Person(Schema):
    id: int
    name: str


class Problem(Schema):
    """RFC 9457. `code` is for machines; `errors` says what is wrong with which field."""

    model_config = ConfigDict(extra="allow")

    type: str
    title: str
    status: int
    code: str
    detail: str
    errors: dict[str, list[str]] | None = None


class Option(Schema):
    """A transition that the caller may take now, or the reason why not."""

    name: str
    path: str
    label: str
    enabled: bool
    code: str
    reason: str
    primary: bool
    tone: str
    confirm: str
    advice: list[str] = []
    input: dict[str, Any] | None


class HistoryRow(Schema):
    id: int
    previous_status: str | None
    new_status: str
    new_status_label: str
    transition: str
    label: str
    changed_by: Person | None
    changed_at: datetime
    notes: str | None
    is_automated: bool
    via: str
    time_in_previous_status: str | None
    seconds_in_previous_status: int | None


class Note(Schema):
    id: int
    kind: str
    text: str
    visible_to_client: bool
    created_by: Person | None
    created_at: datetime
    updated_at: datetime


class File(Schema):
    id: int
    name: str
    size: int
    type: str
    url: str
