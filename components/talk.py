"""What was said about a record, and the line to say something oneself; everybody who sees the record reads it."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from components.forms import fields
from components.forms.draft import opened, send
from components.forms.panel import Action, panel
from components.people.card import moment
from components.words import label, plain, t
from db.access import Actor
from db.commands.add_comment import add_comment
from db.models.talk import About
from db.queries.comments import CommentRow


def talk(me: Actor, about: About, record_id: int, said: Sequence[CommentRow]) -> None:
    """The words about a record, the latest last, and the form for one more."""
    for row in said:
        with st.container(border=True, gap=None):
            st.caption(f"{label(row.person)} · {label(moment(row.at))}")
            st.text(row.text)
    saying = Action("add_comment", t("talk.say"), ":material/comment:", lambda: _form(me, about, record_id))
    panel(me, f"talk.{about}.{record_id}", [saying])


def _form(me: Actor, about: About, record_id: int) -> bool:
    draft = opened(f"add_comment.{about}.{record_id}", 0, {"text": ""}, probe="text")
    with st.form(draft.widget("form"), border=False):
        text = fields.text(draft, "text", long=True, most=500, hint=plain("talk.hint"))
        saved = fields.save(t("talk.send"))
    said = t("talk.said")
    return saved and send(draft, add_comment, me, done=said, about=about, record_id=record_id, text=text) is not None
