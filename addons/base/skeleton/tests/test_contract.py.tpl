"""Who may do what in which state: every transition, actor and state."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser

from addons.base.testing.contract import FlowContract
from addons.base.workflow import Door
from addons.base.workflow.doors import create
from addons.$name.flow import ${Record}Flow
from addons.$name.models import $Record


class Test${Record}Flow(FlowContract):
    model = $Record
    allowed = {
        ${Record}Flow.begin: {"ann", "bob", "ada"},
        ${Record}Flow.finish: {"ann", "ada"},
        ${Record}Flow.lapse: set(),
        ${Record}Flow.forget: set(),
    }
    data = {
        ${Record}Flow.begin: {"title": "Roof"},
        ${Record}Flow.finish: {"result": "Good."},
    }

    @pytest.fixture
    def actors(self, ann: Any, bob: Any, ada: Any) -> dict[str, Any]:
        return {"ann": ann, "bob": bob, "ada": ada, "nobody": AnonymousUser()}

    def fresh(self, actors: dict[str, Any]) -> Any:
        return create($Record, actor=actors["ann"], data={"title": "Roof"}, via=Door.PORTAL)
