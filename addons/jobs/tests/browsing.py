"""Somebody's browser without script, and what it shows."""

from __future__ import annotations

from typing import Any

from django.test import Client


def browser_of(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def text_of(answer: Any) -> str:
    return answer.content.decode()


def said_on(pages: Client, answer: Any) -> str:
    """The page that the answer leads to."""
    return text_of(pages.get(answer["Location"]))
