"""The small SMTP server that mail to our addresses is handed to.

It stands behind the mail server of the domain, which keeps out what is plainly rubbish. It says
“taken” only when the mail is stored; what goes wrong here makes the sender come again (4xx), what
can never be taken is refused at once (5xx).
"""

from __future__ import annotations

import asyncio
import logging
from typing import Any, Final

from aiosmtpd.smtp import SMTP, Envelope, Session
from django.db import close_old_connections

from .addresses import understood
from .storing import Handed, keep, write_through

logger = logging.getLogger(__name__)

# As large as most mail servers take: files of 10 MB each, in letters a third larger.
LARGEST_MAIL: Final = 25 * 1024 * 1024
MOST_RECIPIENTS: Final = 10
# Each may hold one whole mail in memory.
MOST_CONNECTIONS: Final = 20
SILENCE: Final = 60.0
LONGEST_END: Final = 8.0

TAKEN: Final = "250 2.0.0 Taken"
NOT_NOW: Final = "451 4.3.0 It cannot be taken now; try again later"
NOBODY: Final = "550 5.1.1 There is no such address here"
TOO_MANY_RECIPIENTS: Final = "452 4.5.3 Too many recipients; send it again to the others"
BUSY: Final = b"421 4.3.2 Too busy; try again later\r\n"


class Reception:
    """What the server asks of us, mail by mail."""

    def __init__(self) -> None:
        self.connections = 0
        self.writing: set[asyncio.Future[Any]] = set()

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if understood(address) is None:
            return NOBODY
        if len(envelope.rcpt_tos) >= MOST_RECIPIENTS:
            return TOO_MANY_RECIPIENTS
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        content = envelope.original_content or b""
        handed = Handed(content, envelope.mail_from or "", list(envelope.rcpt_tos))
        work = asyncio.ensure_future(asyncio.to_thread(stored, handed))
        self.writing.add(work)
        work.add_done_callback(self.writing.discard)
        # Also when the sender has hung up by now, it is written to its end.
        return TAKEN if await asyncio.shield(work) else NOT_NOW

    async def handle_exception(self, error: Exception) -> str:
        logger.error("The SMTP server failed", exc_info=error)
        return NOT_NOW


class Connection(SMTP):
    """One sender's connection; there are not more than we have memory for."""

    reception: Reception
    is_counted = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if self.reception.connections >= MOST_CONNECTIONS:
            assert isinstance(transport, asyncio.Transport)
            transport.write(BUSY)
            transport.close()
            return
        self.reception.connections += 1
        self.is_counted = True
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        if self.is_counted:
            self.reception.connections -= 1
            super().connection_lost(error)


def stored(handed: Handed) -> bool:
    """Whether it is; for any fault of ours the sender comes again."""
    close_old_connections()
    try:
        write_through()
        keep(handed)
    except Exception:
        logger.exception("A mail could not be stored")
        return False
    finally:
        close_old_connections()
    return True


async def listen(host: str, port: int, reception: Reception) -> asyncio.Server:
    def connect() -> SMTP:
        connection = Connection(
            reception,
            data_size_limit=LARGEST_MAIL,
            enable_SMTPUTF8=True,
            timeout=SILENCE,
            hostname="callout",
            ident="ESMTP",
            loop=asyncio.get_running_loop(),
        )
        connection.reception = reception
        return connection

    return await asyncio.get_running_loop().create_server(connect, host, port)


async def serve(host: str, port: int, told_to_end: asyncio.Event) -> None:
    """Until it is told to end; what is being written is written."""
    reception = Reception()
    server = await listen(host, port, reception)
    logger.info("Mail is taken at %s port %s", host, port)
    await told_to_end.wait()
    server.close()
    if reception.writing:
        await asyncio.wait(set(reception.writing), timeout=LONGEST_END)
