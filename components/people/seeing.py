"""Seeing the application as a person of the directory."""

from __future__ import annotations

from typing import Any

import streamlit as st

from components.forms import fields
from components.forms.draft import opened, send
from components.navigation import page_at
from components.sign_in import session_here
from components.words import t
from db.access import Actor
from db.commands.see_as import see_as
from db.config import config
from db.queries.people import PersonRow


def see_as_form(me: Actor, person: PersonRow) -> bool:
    """A reason, which the person will read; then the first page as they see it."""
    here = session_here()
    draft = opened(f"see_as.{person.id}", 0, {"reason": ""}, probe="reason")
    with st.form(draft.widget("form"), border=False):
        st.markdown(t("seeing.hint", name=person.name, minutes=config().sign_in.see_as_minutes))
        reason = fields.text(draft, "reason")
        sure = fields.save(t("seeing.begin"))
    if not sure or here is None:
        return False
    order: dict[str, Any] = {"session_id": here.session_id, "person_id": person.id, "reason": reason}
    begun = send(draft, see_as, me, done=t("seeing.begun", name=person.name), **order)
    home = page_at("home")
    if begun is not None and home is not None:
        st.switch_page(home)
    return begun is not None
