"""The pages of `docs/reference/`: what is declared, written down by `manage.py reference`."""

from __future__ import annotations

from collections.abc import Iterator

from . import commands, flows, permissions, points, settings, times


def pages() -> Iterator[tuple[str, str]]:
    """File name and content of every page and picture, in the language that is active."""
    for flow in flows.shown():
        yield flows.picture_of(flow), flows.draw(flow)
    yield "flows.md", flows.page()
    yield "permissions.md", permissions.page()
    yield "events.md", flows.events_page()
    yield "schedules.md", times.page()
    yield "settings.md", settings.page()
    yield "commands.md", commands.page()
    yield "extension-points.md", points.page()
