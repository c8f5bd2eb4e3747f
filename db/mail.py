"""Sends e-mail by the SMTP server that the environment names; without one nothing is ever sent."""

from __future__ import annotations

import os
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from urllib.parse import unquote, urlsplit

from db.errors import Refusal

SECONDS = 20
PORTS = {"smtp": 587, "smtps": 465}
LOOPBACK = ("127.0.0.1", "localhost", "::1")


def mail_is_on() -> bool:
    """Whether a server and a sender are named."""
    return bool(os.environ.get("BAOKE_SMTP_URL") and os.environ.get("BAOKE_MAIL_FROM"))


@contextmanager
def mail_server() -> Iterator[smtplib.SMTP]:
    """The server, greeted and signed in to; smtps:// is TLS from the start, smtp:// turns to it before any password.

    Only on this very machine may it stay without TLS.
    """
    url = urlsplit(os.environ["BAOKE_SMTP_URL"])
    if url.scheme not in PORTS or not url.hostname:
        raise Refusal("mail.setting", what="BAOKE_SMTP_URL")
    port, context = url.port or PORTS[url.scheme], ssl.create_default_context()
    server = (
        smtplib.SMTP_SSL(url.hostname, port, timeout=SECONDS, context=context)
        if url.scheme == "smtps"
        else smtplib.SMTP(url.hostname, port, timeout=SECONDS)
    )
    with server:
        if url.scheme == "smtp" and url.hostname not in LOOPBACK:
            server.starttls(context=context)
        if url.username:
            server.login(unquote(url.username), unquote(url.password or ""))
        yield server


def letter(to: str, subject: str, text: str) -> EmailMessage:
    """A plain letter; a line break in a subject or an address is refused by the message itself."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = os.environ["BAOKE_MAIL_FROM"], to, subject
    message["Date"], message["Message-ID"] = formatdate(), make_msgid(domain="baoke")
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text)
    return message
