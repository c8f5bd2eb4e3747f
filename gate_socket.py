"""The socket behind the gate: every message in is asked for its session, before any script or callback can run."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from typing import Any

from anyio import to_thread
from google.protobuf.message import DecodeError
from starlette.requests import HTTPConnection
from starlette.types import Message, Receive, Scope, Send
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from db.sign_in.sessions import cookie_hash, is_live

LOOK_EVERY = 45.0
PROTOCOLS = b"sec-websocket-protocol"
MOST_OWNERS = 20_000

_owners: OrderedDict[str, str] = OrderedDict()
"""Streamlit's session numbers and whose they are: a number alone, as it stands in addresses, takes nothing over."""


class Socket:
    """One open socket: `cookie` is that of the session it was opened with, `browser` the name of its browser."""

    def __init__(self, caller: HTTPConnection, cookie: str | None, browser: str | None) -> None:
        self.scope = caller.scope
        self.cookie = cookie
        self.owner = cookie_hash(cookie or browser or "") if cookie or browser else None
        self.number: str | None = None
        self.closed = False

    def owned_scope(self) -> Scope:
        """The handshake, without the number of an earlier session that is not this visitor's."""
        headers = [(name, self._own(value) if name == PROTOCOLS else value) for name, value in self.scope["headers"]]
        return {**self.scope, "headers": headers}

    def receiving(self, receive: Receive, send: Send) -> Receive:
        """Each message in, as long as the session stands; it is looked at between messages too."""
        waiting: list[asyncio.Future[Message]] = []

        async def received() -> Message:
            while not self.closed:
                if not waiting:
                    waiting.append(asyncio.ensure_future(receive()))
                await asyncio.wait(waiting, timeout=LOOK_EVERY)
                if self.cookie and not await to_thread.run_sync(is_live, self.cookie):
                    await self._close(waiting, send)
                elif waiting[0].done():
                    return waiting.pop().result()
            return {"type": "websocket.disconnect", "code": 1008}

        return received

    def sending(self, send: Send) -> Send:
        """Each message out; the first ones tell the session's number."""

        async def sent(message: Message) -> None:
            if self.closed:
                return
            if self.number is None and message["type"] == "websocket.send" and message.get("bytes"):
                self._note(message["bytes"])
            await send(message)

        return sent

    async def _close(self, waiting: list[asyncio.Future[Message]], send: Send) -> None:
        self.closed = True
        waiting.pop().cancel()
        await send({"type": "websocket.close", "code": 1008, "reason": "Signed out."})

    def _own(self, protocols: bytes) -> bytes:
        parts = [part.strip() for part in protocols.decode("latin-1").split(",")]
        mine = len(parts) > 2 and self.owner is not None and _owners.get(parts[2]) == self.owner
        return ", ".join(parts if mine else parts[:2]).encode("latin-1")

    def _note(self, sent: Any) -> None:
        try:
            told = ForwardMsg.FromString(sent)
        except DecodeError:
            return
        self.number = told.new_session.initialize.session_id or None
        if self.number and self.owner:
            _owners[self.number] = self.owner
            while len(_owners) > MOST_OWNERS:
                _owners.popitem(last=False)
