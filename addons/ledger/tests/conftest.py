"""Ann and Bob have wallets, Tara earns; Fay keeps the books."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from addons.base.testing.people import make_person
from addons.ledger.models import Account
from addons.ledger.points import earnings_of, wallet_of
from addons.ledger.tests.arrange import pay_in


@pytest.fixture
def ann(db: None) -> Any:
    return make_person("Ann")


@pytest.fixture
def bob(db: None) -> Any:
    return make_person("Bob")


@pytest.fixture
def tara(db: None) -> Any:
    return make_person("Tara")


@pytest.fixture
def fay(db: None) -> Any:
    return make_person("Fay", roles=("finance",))


@pytest.fixture
def wallet(ann: Any) -> Account:
    """Ann's, with 100.00 in it."""
    return pay_in(wallet_of(ann), Decimal("100.00"))


@pytest.fixture
def earnings(tara: Any) -> Account:
    return earnings_of(tara)
