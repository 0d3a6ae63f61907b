"""Every actor in every state through every transition of a run and of a bank account."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser

from addons.base.testing.contract import FlowContract
from addons.base.testing.people import make_person
from addons.payouts.bank_account_flow import BankAccountFlow
from addons.payouts.calendar import today
from addons.payouts.flow import PayoutRunFlow
from addons.payouts.models import BankAccount, PayoutRun
from addons.providers.tests import arrange as providers

from .arrange import ACCOUNT, do, earn, give_account, prepare

STAFF = ("dispatcher", "support_agent", "support_manager", "finance", "administrator")
FINANCE = {"finance", "other_finance", "administrator"}


def somebody_of_each_role() -> dict[str, Any]:
    return {role: make_person(role, roles=(role,)) for role in STAFF}


def any_line(run: PayoutRun, actors: dict[str, Any]) -> dict[str, Any]:
    return {"line": run.lines.order_by("pk")[0].pk, "reason": "Account closed"}


class TestPayoutRunFlow(FlowContract):
    model = PayoutRun
    allowed = {
        PayoutRunFlow.prepare: FINANCE,
        PayoutRunFlow.approve: FINANCE,
        PayoutRunFlow.leave_out: set(),
        PayoutRunFlow.export: FINANCE,
        PayoutRunFlow.mark_paid: FINANCE,
        PayoutRunFlow.fail_line: FINANCE,
        PayoutRunFlow.discard: FINANCE,
    }
    data = {
        PayoutRunFlow.prepare: lambda run, actors: {"until": today().isoformat()},
        PayoutRunFlow.leave_out: lambda run, actors: any_line(run, actors) | {"why": "shrunk"},
        PayoutRunFlow.mark_paid: lambda run, actors: {"paid_on": today().isoformat()},
        PayoutRunFlow.fail_line: any_line,
        PayoutRunFlow.discard: {"reason": "Wrong week"},
    }

    @pytest.fixture
    def actors(self, raj, mira, account):
        return somebody_of_each_role() | {
            "nobody": AnonymousUser(),
            "customer": make_person("Cora"),
            "provider": raj.user,
            "other_provider": mira.user,
            "other_finance": make_person("Finn", roles=("finance",)),
        }

    def fresh(self, actors):
        earn(actors["provider"].provider, 500)
        return prepare(actors["finance"])

    def arrange(self, state, actors):
        """Reached through the doors, so that its lines are what the state says."""
        run = self.fresh(actors)
        if state in ("approved", "paid"):
            run = do(run, PayoutRunFlow.approve, actors["other_finance"])
            run = do(run, PayoutRunFlow.export, actors["finance"])
        if state == "paid":
            return do(run, PayoutRunFlow.mark_paid, actors["finance"], paid_on=today())
        if state == "discarded":
            return do(run, PayoutRunFlow.discard, actors["finance"], reason="Wrong week")
        return super().arrange(state, actors) if state == "checked" else run


class TestBankAccountFlow(FlowContract):
    model = BankAccount
    allowed = {
        BankAccountFlow.give: {"owner", "other_provider", "without"},
        BankAccountFlow.change: {"owner"},
        BankAccountFlow.remove: {"owner"},
        BankAccountFlow.forget: set(),
    }
    data = {BankAccountFlow.give: ACCOUNT, BankAccountFlow.change: ACCOUNT}

    @pytest.fixture
    def actors(self, raj, mira):
        return somebody_of_each_role() | {
            "nobody": AnonymousUser(),
            "customer": make_person("Cora"),
            "owner": raj.user,
            "other_provider": mira.user,
            "without": providers.provider(display_name="Wim").user,
        }

    def fresh(self, actors):
        found = BankAccount.objects.filter(provider__user=actors["owner"]).first()
        return found or give_account(actors["owner"].provider)
