"""A browser reduced to its socket: asks for a page, clicks, and times until the script has finished."""

import json
import time
from dataclasses import dataclass, field
from urllib.parse import urlencode

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect

from components.cookies import SESSION

PATIENCE = 60
LONGEST_END = 200
"""Bytes that the message of a finished script stays under."""
BROKEN = b":material/cloud_off:"
"""The sign of a page or a tile that failed."""


@dataclass
class Tab:
    """One open tab: its socket, and the widgets that the last run drew."""

    address: str
    cookie: str = ""
    quick: bool = False
    widgets: dict = field(default_factory=dict)
    errors: list = field(default_factory=list)
    sizes: list = field(default_factory=list)
    drawn: object = None

    def __enter__(self):
        headers = {"Cookie": f"{SESSION}={self.cookie}"} if self.cookie else {}
        self.socket = connect(
            f"ws://{self.address}/_stcore/stream",
            additional_headers=headers,
            origin=f"http://{self.address}",
            subprotocols=["streamlit"],
            max_size=None,
        )
        return self

    def __exit__(self, *_stopped):
        self.socket.close()

    def open(self, page="", **query):
        """Run a page; milliseconds from the request to the end of its script."""
        message = BackMsg()
        message.rerun_script.page_name = page
        message.rerun_script.query_string = urlencode(query)
        return self._run(message)

    def click(self, page, widget_id, **query):
        """The same page again with a button pressed."""
        message = BackMsg()
        message.rerun_script.page_name = page
        message.rerun_script.query_string = urlencode(query)
        state = message.rerun_script.widget_states.widgets.add()
        state.id, state.trigger_value = widget_id, True
        return self._run(message)

    def drop(self, page, card, stage, **query):
        """The same page again with a card of its board put on another pile; all its runs until it stands still."""
        message = BackMsg()
        message.rerun_script.page_name = page
        message.rerun_script.query_string = urlencode(query)
        state = message.rerun_script.widget_states.widgets.add()
        state.id = f"$$STREAMLIT_INTERNAL_KEY_{self.widgets['board']}__events"
        moved = {"id": card["id"], "version": card["version"], "to": stage}
        state.json_trigger_value = json.dumps([{"event": "moved", "value": moved}])
        return self._run(message)

    def _run(self, message):
        self.widgets, self.errors, size = {}, [], 0
        start = time.perf_counter()
        self.socket.send(message.SerializeToString())
        while True:
            raw = self.socket.recv(timeout=PATIENCE)
            size += len(raw)
            if BROKEN in raw:
                self.errors.append("a page or a tile failed")
            if self.quick and len(raw) > LONGEST_END:
                continue
            answer = ForwardMsg()
            answer.ParseFromString(raw)
            kind = answer.WhichOneof("type")
            if kind == "delta":
                self._note(answer.delta)
            if kind == "script_finished" and answer.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY:
                self.sizes.append(size)
                return (time.perf_counter() - start) * 1000

    def _note(self, delta):
        element = delta.new_element
        kind = element.WhichOneof("type")
        if kind == "exception":
            self.errors.append(element.exception.message)
        if kind == "bidi_component":
            self.widgets["board"], self.drawn = element.bidi_component.id, element.bidi_component
        if kind == "button":
            self.widgets[element.button.label] = element.button.id
