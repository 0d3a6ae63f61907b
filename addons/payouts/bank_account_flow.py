"""The life of a provider's bank account: given, changed and taken out by its owner alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from addons.base.workflow import (
    ANY,
    EVERY_DOOR,
    MACHINE_DOORS,
    NEW,
    SYSTEM_ONLY,
    Door,
    Flow,
    Tone,
    transition,
)

from .arguments import BankAccountArguments
from .states import IN_USE, REMOVED

if TYPE_CHECKING:
    from .bank_numbers import SecretNumber
    from .models import BankAccount

# Nobody types in somebody else's account.
OWN_DOORS = EVERY_DOOR - {Door.CONSOLE}


class BankAccountFlow(Flow):
    states = (IN_USE, REMOVED)
    history_permission = "payouts.own_bank_account"

    @transition(
        source=NEW,
        target=IN_USE,
        label=_("Give a bank account"),
        permission="payouts.give_bank_account",
        arguments=BankAccountArguments,
        doors=OWN_DOORS,
        event="BANK_ACCOUNT_GIVEN",
        customer_label=_("You gave a bank account"),
        done=_("Your payouts go to this account from now on."),
    )
    def give(
        self: BankAccount, *, actor: Any, holder: str, number: SecretNumber, code: str
    ) -> None:
        """Where a provider is paid."""
        self.belong_to(actor)
        self.take(holder=holder, number=number, code=code)

    @transition(
        source=[IN_USE, REMOVED],
        target=IN_USE,
        label=_("Change the account"),
        icon="pencil",
        permission="payouts.own_bank_account",
        arguments=BankAccountArguments,
        doors=OWN_DOORS,
        event="BANK_ACCOUNT_CHANGED",
        customer_label=_("You changed your bank account"),
        confirm=_("A payout that is under way already is not sent to the new account."),
        done=_("Your payouts go to this account from now on."),
    )
    def change(self: BankAccount, *, holder: str, number: SecretNumber, code: str) -> None:
        """Payouts go to another account from now on."""
        self.take(holder=holder, number=number, code=code)

    @transition(
        source=IN_USE,
        target=REMOVED,
        label=_("Remove the account"),
        icon="trash",
        permission="payouts.own_bank_account",
        doors=OWN_DOORS,
        event="BANK_ACCOUNT_REMOVED",
        customer_label=_("You removed your bank account"),
        tone=Tone.DANGER,
        confirm=_(
            "You are not paid out until you give another account. What you earn stays yours."
        ),
        done=_("The account is removed."),
    )
    def remove(self: BankAccount) -> None:
        """Nothing is paid out until there is another account."""
        self.take_nothing()

    @transition(
        source=ANY,
        target=REMOVED,
        label=_("Forget"),
        permission=SYSTEM_ONLY,
        doors=MACHINE_DOORS,
    )
    def forget(self: BankAccount) -> None:
        """The person asked to be forgotten."""
        self.take_nothing()
