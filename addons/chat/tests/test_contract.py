"""Only the record it belongs to opens and closes a conversation."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser

from addons.base.testing.contract import FlowContract
from addons.base.testing.people import make_person
from addons.chat import points as chat
from addons.chat.flow import ConversationFlow
from addons.chat.models import Conversation


class TestConversationFlow(FlowContract):
    model = Conversation
    allowed = {
        body: set()
        for body in (ConversationFlow.begin, ConversationFlow.close, ConversationFlow.expire)
    }

    @pytest.fixture
    def actors(self, ann: Any, bob: Any, carl: Any, sue: Any, about: Any) -> dict[str, Any]:
        self.about = about
        staff = ("dispatcher", "finance", "administrator")
        return {role: make_person(role, roles=(role,)) for role in staff} | {
            "nobody": AnonymousUser(),
            "ann": ann,
            "bob": bob,
            "carl": carl,
            "sue": sue,
        }

    def fresh(self, actors: dict[str, Any]) -> Conversation:
        return chat.begin(self.about, [actors["ann"], actors["bob"]])
