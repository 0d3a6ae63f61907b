"""Raj and Mira have worked and are to be paid; Fay and Finn keep the books."""

from __future__ import annotations

from typing import Any

import pytest

from addons.base.testing.people import make_person
from addons.payouts.models import BankAccount
from addons.payouts.tests.arrange import give_account
from addons.providers.models import Provider
from addons.providers.tests import arrange as providers


@pytest.fixture
def raj(db: None) -> Provider:
    return providers.provider(display_name="Raj")


@pytest.fixture
def mira(db: None) -> Provider:
    return providers.provider(display_name="Mira")


@pytest.fixture
def account(raj: Provider) -> BankAccount:
    return give_account(raj)


@pytest.fixture
def others_account(mira: Provider) -> BankAccount:
    return give_account(mira, holder="Mira Das", number="DE89 3704 0044 0532 0130 00", code="")


@pytest.fixture
def fay(db: None) -> Any:
    return make_person("Fay", roles=("finance",))


@pytest.fixture
def finn(db: None) -> Any:
    return make_person("Finn", roles=("finance",))
