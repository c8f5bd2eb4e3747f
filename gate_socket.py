"""The socket behind the gate: every message in is asked for its session, before any script or callback can run."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from typing import Any

from anyio import to_thread
from google.protobuf.message import DecodeError
from starlette.requests import HTTPConnection
from starlette.types import Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg
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
        self.over = False
        self.told = False
        self.plain_run = BackMsg()
        self.plain_run.rerun_script.SetInParent()

    def owned_scope(self) -> Scope:
        """The handshake, without the number of an earlier session that is not this visitor's."""
        headers = [(name, self._own(value) if name == PROTOCOLS else value) for name, value in self.scope["headers"]]
        return {**self.scope, "headers": headers}

    def receiving(self, receive: Receive) -> Receive:
        """Each message in; once the session is over, a click comes through as a plain run of the page."""
        waiting: list[asyncio.Future[Message]] = []

        async def received() -> Message:
            while True:
                if not waiting:
                    waiting.append(asyncio.ensure_future(receive()))
                await asyncio.wait(waiting, timeout=LOOK_EVERY)
                await self._look()
                if waiting[0].done():
                    message = waiting.pop().result()
                    if not self.over or message["type"] != "websocket.receive":
                        return self._remembered(message)
                    self.told = False
                if self.over and not self.told:
                    self.told = True
                    return {"type": "websocket.receive", "bytes": self.plain_run.SerializeToString()}

        return received

    def sending(self, send: Send) -> Send:
        """Each message out; the first ones tell the session's number."""

        async def sent(message: Message) -> None:
            if self.number is None and message["type"] == "websocket.send" and message.get("bytes"):
                self._note(message["bytes"])
            await send(message)

        return sent

    async def _look(self) -> None:
        if self.cookie and not self.over:
            self.over = not await to_thread.run_sync(is_live, self.cookie)

    def _remembered(self, message: Message) -> Message:
        """Keep of a click what names the page and nothing else: no widget, no fragment, so that no callback runs."""
        try:
            asked = BackMsg.FromString(message.get("bytes") or b"").rerun_script
        except DecodeError:
            return message
        if asked.page_script_hash or asked.query_string:
            kept = self.plain_run.rerun_script
            kept.query_string, kept.page_script_hash = asked.query_string, asked.page_script_hash
            kept.page_name = asked.page_name
            kept.context_info.CopyFrom(asked.context_info)
        return message

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
