"""Localstripe, and the hosted Checkout and idempotency keys that it lacks: `… PORT`.

A process of its own. Everything but sessions is localstripe's: payment intents, charges, refunds,
signed webhooks. A test pays by `POST /v1/checkout/sessions/<id>/_pay` with a payment method.
"""

from __future__ import annotations

import asyncio
import os
import sys
from typing import Any

from aiohttp import web
from localstripe import resources, server
from localstripe.errors import UserError
from localstripe.resources import Event, PaymentIntent, PaymentMethod, StripeObject
from localstripe.webhooks import schedule_webhook

ANSWERS: dict[tuple[str, str], web.Response] = {}


class Session(StripeObject):
    """A hosted page for one payment."""

    object = "checkout.session"
    _id_prefix = "cs_"

    def __init__(self, mode, line_items, success_url, cancel_url, **more):
        super().__init__()
        (line,) = line_items
        self.amount_total = int(line["price_data"]["unit_amount"])
        self.currency = line["price_data"]["currency"]
        self.name = line["price_data"]["product_data"]["name"]
        self.success_url, self.cancel_url = success_url, cancel_url
        self.metadata = more["metadata"]
        self.client_reference_id = more["client_reference_id"]
        self.status, self.payment_status, self.payment_intent = "open", "unpaid", None
        self.url = f"https://checkout.example.com/{self.id}"
        self._intent_metadata = more["payment_intent_data"]["metadata"]
        if self.amount_total > 99_999_999:
            raise UserError(400, "The amount is too large.")

    @classmethod
    def _api_expire(cls, id):
        session = cls._api_retrieve(id)
        if session.status != "open":
            raise UserError(400, "Only an open session can be expired.")
        session.status = "expired"
        schedule_webhook(Event("checkout.session.expired", session))
        return session

    @classmethod
    def _api_pay(cls, id, **method):
        """What the payer does on the page; a card that is refused leaves it open."""
        session = cls._api_retrieve(id)
        if session.status != "open":
            raise UserError(400, "The session is not open.")
        intent = PaymentIntent(
            amount=session.amount_total,
            currency=session.currency,
            payment_method=PaymentMethod(**method).id,
            metadata=session._intent_metadata,
        )
        session.payment_intent = intent.id
        try:
            intent._confirm(on_failure_now=intent._report_failure)
        except UserError:
            return session
        session.status = "complete"
        if intent.status == "succeeded":
            session.payment_status = "paid"
        schedule_webhook(Event("checkout.session.completed", session))
        return session


@web.middleware
async def once(request: web.Request, handler: Any) -> web.StreamResponse:
    """The same key gives the first answer again, as Stripe does."""
    key = request.headers.get("Idempotency-Key")
    if request.method != "POST" or not key:
        return await handler(request)
    known = ANSWERS.get((request.path, key))
    if known is not None:
        return web.json_response(body=known.body, headers={"Idempotent-Replayed": "true"})
    answer = await handler(request)
    ANSWERS[request.path, key] = answer
    return answer


async def end_with_the_test(app: web.Application) -> None:
    """A test that was killed must not leave it behind."""
    parent = os.getppid()

    async def watch() -> None:
        while os.getppid() == parent:
            await asyncio.sleep(1)
        os._exit(0)

    app["watch"] = asyncio.create_task(watch())


def main(port: int) -> None:
    resources.store.dump_to_disk = lambda: None
    app = server.app
    app.middlewares.append(once)
    app.on_startup.append(end_with_the_test)
    base = "/v1/checkout/sessions"
    for method, path, act in (
        ("POST", f"{base}/{{id}}/expire", server.api_extra(Session._api_expire, base)),
        ("POST", f"{base}/{{id}}/_pay", server.api_extra(Session._api_pay, base)),
        ("GET", f"{base}/{{id}}", server.api_retrieve(Session, base)),
        ("POST", base, server.api_create(Session, base)),
    ):
        app.router.add_route(method, path, act)
    web.run_app(app, host="127.0.0.1", port=port, print=None)


if __name__ == "__main__":
    main(int(sys.argv[1]))
