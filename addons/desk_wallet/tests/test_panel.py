"""The customer's wallet beside the ticket."""

from __future__ import annotations

import pytest
from django.test import Client

from addons.base.testing.people import make_person
from addons.base.workflow import Door
from addons.base.workflow.doors import create
from addons.desk_wallet.slots import wallet_shown
from addons.ledger.models import Account
from addons.tickets.models import Ticket, TicketCategory

pytestmark = pytest.mark.django_db
SIGNED_IN_BY = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def alice(db):
    return make_person("Alice")


@pytest.fixture
def kim(db):
    return make_person("Kim", roles=("support_agent",))


def test_an_agent_sees_what_is_in_the_wallet(alice, kim):
    TicketCategory.objects.get_or_create(slug="payment", defaults={"name": "Payment"})
    data = {"subject": "Paid twice", "description": "Two charges.", "category": "payment"}
    ticket = create(Ticket, actor=alice, data=data, via=Door.PORTAL)
    client = Client()
    client.force_login(kim, SIGNED_IN_BY)
    url = f"/admin/desk/{ticket.pk}/customer/"
    assert "Wallet" not in client.get(url).content.decode()
    assert not Account.objects.filter(owner=alice).exists()
    Account.objects.create(owner=alice, kind="customer_wallet", may_overdraw=False)
    assert "Wallet" in client.get(url).content.decode()


def test_it_tells_nobody_else(alice, kim):
    Account.objects.create(owner=alice, kind="customer_wallet", may_overdraw=False)
    shown = wallet_shown(alice, kim)
    assert shown is not None and len(shown["facts"]) == 1
    for person in (alice, make_person("Fay", roles=("finance",))):
        assert wallet_shown(alice, person) is None
