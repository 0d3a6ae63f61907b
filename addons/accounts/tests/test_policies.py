from __future__ import annotations

import pytest

from addons.accounts.models import AccountsPolicy
from addons.base import policies
from addons.base.policies import check_environment, forget, policy

pytestmark = pytest.mark.django_db


def test_without_a_decision_the_defaults_hold_and_nothing_is_written():
    assert policy(AccountsPolicy).sign_up_is_open and policy(AccountsPolicy).version == 0
    assert not AccountsPolicy.objects.exists()


def test_the_environment_gives_the_default_until_somebody_decides(monkeypatch):
    monkeypatch.setenv("POLICY_ACCOUNTS_TOKEN_DAYS", "7")
    monkeypatch.setenv("POLICY_ACCOUNTS_SIGN_UP_IS_OPEN", "false")
    assert policy(AccountsPolicy).token_days == 7
    assert not policy(AccountsPolicy).sign_up_is_open
    AccountsPolicy(token_days=30).save()
    assert policy(AccountsPolicy).token_days == 30


def test_a_value_that_does_not_fit_is_said_at_start_up(monkeypatch):
    monkeypatch.setenv("POLICY_ACCOUNTS_TOKEN_DAYS", "soon")
    errors = check_environment(None)
    assert len(errors) == 1 and errors[0].msg.startswith("POLICY_ACCOUNTS_TOKEN_DAYS: ")


def test_a_change_is_known_here_at_once():
    stored = AccountsPolicy.load()
    assert policy(AccountsPolicy).token_days == 365
    stored.token_days = 10
    stored.save()
    assert policy(AccountsPolicy).token_days == 10 and policy(AccountsPolicy).version == 2


def test_reading_costs_no_query_within_a_second_and_then_one(
    monkeypatch, django_assert_num_queries
):
    AccountsPolicy.load()
    policy(AccountsPolicy)
    with django_assert_num_queries(0):
        policy(AccountsPolicy)
    monkeypatch.setattr(policies, "FRESH_FOR", 0)
    with django_assert_num_queries(1):
        policy(AccountsPolicy)


def test_another_process_sees_a_change_by_its_version(monkeypatch):
    stored = AccountsPolicy.load()
    policy(AccountsPolicy)
    stored.token_days = 10
    monkeypatch.setattr(policies, "forget", lambda model: None)  # as if saved elsewhere
    stored.save()
    assert policy(AccountsPolicy).token_days == 365
    monkeypatch.setattr(policies, "FRESH_FOR", 0)
    assert policy(AccountsPolicy).token_days == 10
    forget()
