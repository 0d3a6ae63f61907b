"""Who may do what with runs and bank accounts. None of these asks for the state."""

from __future__ import annotations

from typing import Any

import rules

from addons.base.predicates import is_administrator

from .querysets import manages_runs


def _is_provider(user: Any) -> bool:
    return hasattr(user, "provider")


def _is_owner(user: Any, account: Any) -> bool:
    return account is not None and account.provider.user_id == user.pk


is_provider = rules.predicate(_is_provider)
is_owner = rules.predicate(_is_owner)

rules.add_perm("payouts.manage_runs", manages_runs)
rules.add_perm("payouts.give_bank_account", is_provider)
rules.add_perm("payouts.own_bank_account", is_owner)
rules.add_perm("payouts.change_payoutspolicy", is_administrator)
