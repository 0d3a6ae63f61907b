"""Issuing, paying and crediting, as other addons ask for it: once per key, part of their transaction.

Lock order: the caller's record, accounts by id, then the counter of numbers, last.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db import IntegrityError
from django.db.models import Model, Sum
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from addons.base.policies import policy
from addons.base.workflow import Actor, Conflict, Door, Invalid, System
from addons.base.workflow.doors import create, perform
from addons.base.workflow.unit import unit_of_work

from .content import Line, by_rate, plain, read_annex, read_lines
from .flow import InvoiceFlow
from .models import BillingPolicy, Invoice, InvoiceKind, Receipt
from .sharing import Shares, draw_from, require_exact, shares_of

BILLING = System("billing")
OTHER = "idempotency_mismatch"


def issue(
    *,
    key: str,
    customer: Any,
    provider_user: Any | None,
    lines: Sequence[Mapping[str, Any]],
    for_record: Model | None,
    actor: Actor,
    via: Door,
    commission: Decimal,
    paid: Decimal = Decimal(0),
    annex: Iterable[Mapping[str, Any]] = (),
    language: str = "",
    category: str = "",
) -> Invoice:
    """An invoice with the next number. The same key gives the first one.

    Texts of lines and annex come in the `language` (the customer's unless named). `paid` is what the
    caller has booked already; later parts come by `record_payment`. `category` is a name for figures.
    """
    read = read_lines(lines)
    content = content_of(
        InvoiceKind.INVOICE,
        read,
        commission=commission,
        prepaid=paid,
        annex=read_annex(annex),
        language=language or getattr(customer, "language", "") or get_language() or "en",
        for_record=for_record,
        category=category,
    )

    def first() -> Invoice | None:
        return same(key, customer=customer, total=content["total"], corrects=None)

    return once(
        first,
        lambda: new_document(key, customer, provider_user, content, actor=actor, via=via),
    )


def content_of(
    kind: str,
    lines: list[Line],
    *,
    commission: Decimal,
    prepaid: Decimal,
    annex: list[dict[str, Any]],
    language: str,
    for_record: Model | None,
    category: str,
    corrects: Invoice | None = None,
) -> dict[str, Any]:
    """All that is frozen, in JSON's own types."""
    sums = by_rate(lines)
    subtotal = sum((each.net for each in sums), Decimal(0))
    tax = sum((each.tax for each in sums), Decimal(0))
    total = subtotal + tax
    require_amount("paid", prepaid, most=total)
    require_amount("commission", commission, most=subtotal)
    return {
        "kind": str(kind),
        "corrects": corrects.pk if corrects else None,
        "about_type": for_record._meta.label_lower if for_record is not None else "",
        "about_id": str(for_record.pk) if for_record is not None else "",
        "category": category[:100],
        "language": language,
        "seller": policy(BillingPolicy).seller,
        "lines": [line.written() for line in lines],
        "annex": annex,
        "subtotal": plain(subtotal),
        "tax": plain(tax),
        "total": plain(total),
        "commission": plain(commission),
        "prepaid": plain(prepaid),
    }


def new_document(
    key: str,
    customer: Any,
    provider_user: Any | None,
    content: dict[str, Any],
    *,
    actor: Actor,
    via: Door,
) -> Invoice:
    data = {
        "key": key,
        "customer": customer.pk,
        "provider_user": provider_user.pk if provider_user is not None else None,
        "content": content,
    }
    return create(Invoice, actor=machine(actor), data=data, via=via)


def record_payment(
    invoice: Invoice, amount: Decimal, *, key: str, actor: Actor, via: Door
) -> Invoice:
    """So much of it has come in, and is booked. The same key counts once."""
    require_amount("amount", amount, least_is_zero=False)

    def first() -> Invoice | None:
        receipt = Receipt.objects.filter(key=key).first()
        if receipt is None:
            return None
        if receipt.invoice_id != invoice.pk or receipt.amount != amount:
            raise Conflict(_("This key was used for another payment."), code=OTHER)
        return again(invoice.pk)

    data = {"key": key, "amount": plain(amount)}
    return once(
        first,
        lambda: perform(invoice, InvoiceFlow.receive, actor=machine(actor), data=data, via=via),
    )


def credit(
    invoice: Invoice,
    amount: Decimal,
    *,
    key: str,
    reason: str,
    actor: Actor,
    via: Door,
    refunded: Decimal = Decimal(0),
) -> Invoice:
    """A credit note over so much of the invoice, with its part of the tax. The same key: the first.

    It moves no money. `refunded` is what the caller gives back of what was paid.
    """
    require_amount("amount", amount, least_is_zero=False)
    require_amount("refunded", refunded, most=amount)

    def first() -> Invoice | None:
        return same(key, customer=invoice.customer, total=plain(amount), corrects=invoice.pk)

    def make() -> Invoice:
        data = {
            "key": key,
            "amount": plain(amount),
            "refunded": plain(refunded),
            "reason": reason,
        }
        taker = machine(actor)
        perform(invoice, InvoiceFlow.take_back_part, actor=taker, data=data, via=via)
        note: Invoice = Invoice.objects.get(key=key)
        return note

    return once(first, make)


def shares_of_payment(invoice: Invoice, amount: Decimal) -> Shares:
    """How the next payment of so much falls: out of what earlier ones have left."""
    got = invoice.receipts.aggregate(net=Sum("net"), commission=Sum("commission"), tax=Sum("tax"))
    net = invoice.total - invoice.tax - invoice.commission
    whole = {"tax": invoice.tax, "commission": invoice.commission, "net": net}
    left = [whole[name] - (got[name] or Decimal(0)) for name in whole]
    tax, commission, _net = draw_from(amount, left)
    return shares_of(amount, tax=tax, commission=commission)


# --- once per key --------------------------------------------------------------------------------


def once(first: Callable[[], Invoice | None], make: Callable[[], Invoice]) -> Invoice:
    """What was made under the key, else make it; of two at the same moment one makes it."""
    found = first()
    if found is not None:
        return found
    try:
        return unit_of_work(make)
    except IntegrityError:
        found = first()
        if found is None:
            raise
        return found


def same(key: str, *, customer: Any, total: str, corrects: int | None) -> Invoice | None:
    found: Invoice | None = Invoice.objects.filter(key=key).first()
    if found is None:
        return None
    asked = (customer.pk, Decimal(total), corrects)
    if (found.customer_id, found.total, found.corrects_id) != asked:
        raise Conflict(_("This key was used for another invoice."), code=OTHER)
    return found


def again(pk: Any) -> Invoice:
    invoice: Invoice = Invoice.objects.get(pk=pk)
    return invoice


def machine(actor: Actor) -> System:
    """Documents come from what happened to records, whose events say who did it."""
    return actor if isinstance(actor, System) else BILLING


def require_amount(
    field: str, amount: Decimal, *, most: Decimal | None = None, least_is_zero: bool = True
) -> None:
    """Refuse what is no amount. A float or a text is a mistake of the caller's: TypeError."""
    try:
        require_exact(amount)
    except ValueError as error:
        raise Invalid({field: [_("This is not an amount of the currency.")]}) from error
    if amount < 0 or (amount == 0 and not least_is_zero):
        raise Invalid({field: [_("Give an amount above zero.")]})
    if most is not None and amount > most:
        raise Invalid({field: [_("This is more than the whole.")]})
