"""What a payment gateway has to be able to do. Only effects and schedules speak to one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from addons.base.workflow.states import Text

if TYPE_CHECKING:
    from ..models import Payment, Repayment


class GatewayDown(Exception):
    """It did not answer, or not as it should: nobody knows what it has done. Ask again later."""


class GatewayRefused(Exception):
    """It has answered, and the answer is no; the message is for the payer or for finance."""


class NotFromGateway(Exception):
    """A webhook whose signature is missing or wrong, or that is too old to be believed."""


class Became(StrEnum):
    """What has become of a payment, or of a repayment, at the gateway."""

    OPEN = "open"
    PAID = "paid"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class Ready:
    """The gateway's page for a payment: what it calls it, and where it is."""

    reference: str
    address: str


@dataclass(frozen=True, kw_only=True)
class Said:
    """What the gateway says of a payment. `charges`: what it calls the money of it that came."""

    became: Became
    charges: tuple[str, ...] = ()
    amount: Decimal | None = None
    currency: str = ""
    reason: Text = ""


@dataclass(frozen=True, kw_only=True)
class SaidOfRepayment:
    """What the gateway says of a repayment; PAID is paid out, OPEN on its way."""

    became: Became
    reference: str
    reason: Text = ""


@dataclass(frozen=True, kw_only=True)
class Heard:
    """One believed webhook. `token` or `checkout` names the payment."""

    event_id: str
    kind: str
    token: str = ""
    checkout: str = ""
    said: Said | None = None
    of_repayment: SaidOfRepayment | None = None
    # Our own key of the repayment, as the gateway was given it.
    repayment: str = ""
    # What to write down of it, without anybody's name.
    note: str = ""


class Gateway(Protocol):
    """An adapter. Its calls raise GatewayDown or GatewayRefused and nothing else."""

    @property
    def name(self) -> str: ...

    @property
    def label(self) -> Text: ...

    @property
    def is_real(self) -> bool:
        """Whether money really moves."""

    def ready_at_once(self, payment: Payment) -> Ready | None:
        """The page of a gateway that lives in our own database; None where it has to be asked."""

    def begin(self, payment: Payment, *, key: str) -> Ready:
        """Open its page for the payment. The same key opens one."""

    def read(self, payment: Payment) -> Said:
        """What has become of the payment."""

    def close(self, payment: Payment) -> None:
        """Let nobody pay any more. That it is closed, or paid, already is no error."""

    def repay(self, repayment: Repayment, *, key: str) -> SaidOfRepayment:
        """Send money back to the card. The same key sends it once."""

    def read_repayment(self, repayment: Repayment) -> SaidOfRepayment:
        """What has become of the repayment, which has a reference."""

    def hear(self, body: bytes, headers: Mapping[str, str]) -> Heard | None:
        """What a webhook says, once it is believed; None if it is nothing to us."""
