"""Who of other departments takes part: they see this customer and nothing else, until their membership ends."""

from __future__ import annotations

import streamlit as st

from components.forms.panel import Action, panel
from components.forms.serving import member_form
from components.members_part import members_part
from components.words import t
from db.access import Actor
from db.queries.colleagues import joining
from db.queries.project_rows import Project
from db.session import reading


def members(me: Actor, found: Project) -> None:
    """Each member with the button that ends it, and the form for one more."""
    st.caption(t("project.members_hint"))
    members_part(me, found.members, may_write=found.leads)
    if found.leads:
        add = Action("add_member", t("customers.add_member"), ":material/group_add:", lambda: _member(me, found))
        panel(me, f"project.{found.sale.id}.joining", [add])


def _member(me: Actor, found: Project) -> bool:
    with reading(me) as session:
        there = joining(session)
    known = {found.owner_id, *(member.person_id for member in found.members if member.until is None)}
    return member_form(me, found.sale.customer_id, known, there, writes=True)
