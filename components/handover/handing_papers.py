"""The buttons that make a paper: one for each language, made at the click, after the audit has noted it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from components.handing_out import made_for
from components.words import LANGUAGES, Label, native, plain, speaking
from db.access import Actor
from db.commands.export_rows import export_rows
from db.periods import now, zone
from db.rights import may
from db.run import run

Make = Callable[[str, str], tuple[bytes, int]]
"""What makes the paper: (language, stamp) → the file, and how many customers stand in it."""


def paper_buttons(me: Actor, key: str, name: Label, title: str, make: Make) -> None:
    """The paper's name, and a button for each language."""
    if not may(me, "export_rows"):
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small", width="content"):
        st.markdown(name, width="content")
        for spoken in LANGUAGES:
            st.download_button(
                native(spoken),
                data=made_for(me, partial(_made, me, title, spoken, make)),
                file_name=f"baoke-{key.replace('.', '-')}-{spoken}.pdf",
                mime="application/pdf",
                key=f"{key}.{spoken}",
                icon=":material/picture_as_pdf:",
                on_click="ignore",
            )


def _made(me: Actor, title: str, spoken: str, make: Make) -> bytes:
    # It is made in a thread of its own, which knows no browser session and so no language.
    with speaking(spoken):
        at = f"{now().astimezone(zone()):%Y-%m-%d %H:%M}"
        file, customers = make(spoken, f"{plain('view.exported')} {me.name} ({me.login}) {at}")
    run(export_rows, me, what=title, where="", rows=customers, file="pdf")
    return file
