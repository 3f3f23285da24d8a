"""Mail that says nothing: to one address, through the operator's server, in plain text and without
anything that could sign somebody in."""

import asyncio
import ssl
from email.message import EmailMessage
from email.utils import formatdate, make_msgid

import aiosmtplib

from app.foundation import clock, logs, outgoing
from app.foundation.push import LATER, REFUSED, SENT

PATIENCE = 10.0
"""Seconds for each step of one conversation, and for the whole of it twice as many."""
NAME = "Fodfæste"


class Post:
    """The way to a mail server. A line for each letter: there are few of them."""

    def __init__(self, url: str, sender: str) -> None:
        self._server = outgoing.server(url)
        self._sender = sender

    async def send(self, to: str, subject: str, text: str) -> str:
        """`sent`, `later` (away, slow, busy) or `refused` (that address is none). Never raises for
        what the other side does."""
        try:
            letter = self._letter(to, subject, text)
        except ValueError:
            return REFUSED  # a line break would begin another header
        try:
            async with asyncio.timeout(2 * PATIENCE):
                await self._handed_over(letter)
        except aiosmtplib.SMTPRecipientsRefused as error:
            return REFUSED if all(500 <= each.code < 600 for each in error.recipients) else LATER
        except (aiosmtplib.SMTPException, OSError, TimeoutError, ValueError) as error:
            logs.say("mail_unanswered", reason=type(error).__name__)
            return LATER
        return SENT

    async def _handed_over(self, letter: EmailMessage) -> None:
        host, port, name, password, closed = self._server
        near = host in outgoing.LOOPBACK
        await aiosmtplib.send(
            letter,
            hostname=host,
            port=port,
            username=name or None,
            password=password or None,
            use_tls=closed,
            start_tls=None if closed or near else True,  # nothing travels open but on this machine
            tls_context=ssl.create_default_context(),
            timeout=PATIENCE,
        )

    def _letter(self, to: str, subject: str, text: str) -> EmailMessage:
        letter = EmailMessage()
        letter["From"] = f"{NAME} <{self._sender}>"
        letter["To"] = to
        letter["Subject"] = subject
        letter["Date"] = formatdate(clock.now().timestamp())
        letter["Message-ID"] = make_msgid(domain=self._sender.partition("@")[2])
        letter["Auto-Submitted"] = "auto-generated"
        letter.set_content(text)
        return letter
