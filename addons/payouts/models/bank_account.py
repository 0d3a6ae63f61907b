from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.db import models
from django.utils.translation import gettext_lazy as _

from addons.base.models import Record
from addons.base.workflow import Refused
from addons.providers.models import Provider

from ..bank_account_flow import BankAccountFlow
from ..bank_numbers import is_iban, masked
from ..querysets import BankAccountQuerySet
from ..states import IN_USE

if TYPE_CHECKING:
    from ..bank_numbers import SecretNumber


class BankAccount(BankAccountFlow, Record):
    """Where a provider is paid. The number is in the bank file and its owner's form, else masked."""

    provider = models.OneToOneField(
        "providers.Provider",
        models.PROTECT,
        related_name="bank_account",
        verbose_name=_("provider"),
        editable=False,
    )
    holder = models.CharField(_("account holder"), max_length=100, blank=True)
    number = models.CharField(_("account number or IBAN"), max_length=34, blank=True)
    code = models.CharField(_("IFSC or BIC"), max_length=11, blank=True)

    objects = BankAccountQuerySet.as_manager()

    class Meta:
        verbose_name = _("bank account")
        verbose_name_plural = _("bank accounts")

    def __str__(self) -> str:
        return self.masked or str(_("Bank account"))

    def get_absolute_url(self) -> str:
        return f"/payouts/bank-accounts/{self.pk}/"

    @property
    def masked(self) -> str:
        return masked(self.number)

    @property
    def is_in_use(self) -> bool:
        return bool(self.state == IN_USE.key)

    @property
    def has_iban(self) -> bool:
        return is_iban(self.number)

    def belong_to(self, actor: Any) -> None:
        """Whoever gives two at once waits here, and is told the same as somebody later."""
        get_user_model()._default_manager.select_for_update().get(pk=actor.pk)
        provider = Provider.objects.filter(user=actor).first()
        if provider is None:
            raise Refused("no_provider", _("You are no provider. Apply first."))
        if type(self).objects.filter(provider=provider).exists():
            raise Refused("given_already", _("You have given an account already. Change that one."))
        self.provider = provider

    def take(self, *, holder: str, number: SecretNumber, code: str) -> None:
        self.holder, self.number, self.code = holder, number.revealed, code

    def take_nothing(self) -> None:
        self.holder = self.number = self.code = ""
