"""Filters of a page that somebody keeps under a name of their own; codes only, as the address has them."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import parse_qsl, urlencode

import streamlit as st

from components.address import leave_all, said, say
from components.attempt import attempt
from components.forms import fields
from components.forms.draft import opened, send
from components.words import label, t
from db.access import Actor
from db.commands.drop_filter import drop_filter
from db.commands.save_filter import save_filter
from db.queries.kept_records import saved_filters
from db.session import reading


def saved(me: Actor, page: str, names: Sequence[str], *, stays: Sequence[str] = ()) -> None:
    """The filters that somebody keeps of a page: to come back to, to add to, to throw away.

    `names` are what they hold of its address, `stays` what of it is no filter and stays when all are cleared.
    """
    now = {name: said(name) for name in names if said(name)}
    if set(now) - set(stays) or said("find"):
        st.button(
            t("filters.clear"),
            key="filters.clear",
            type="tertiary",
            icon=":material/close:",
            on_click=_clear,
            args=(stays,),
        )
    menu = st.popover(
        t("filters.saved"), icon=":material/bookmarks:", type="tertiary", on_change="rerun", key="filters.saved"
    )
    if menu.open:
        with menu:
            _kept(me, page, names)
            if now:
                _save_form(me, page, urlencode(now))


def _kept(me: Actor, page: str, names: Sequence[str]) -> None:
    """Each by its name, with the way to be rid of it."""
    with reading(me) as session:
        rows = saved_filters(session, me, page)
    for row in rows:
        with st.container(horizontal=True, vertical_alignment="center"):
            use, drop = f"filters.use.{row.id}", f"filters.drop.{row.id}"
            st.button(label(row.name), key=use, type="tertiary", on_click=_use, args=(row.asked, names))
            gone = t("filters.drop")
            st.button(":material/delete:", key=drop, type="tertiary", help=gone, on_click=_drop, args=(me, row.id))
    if not rows:
        st.caption(t("filters.none"))


def _save_form(me: Actor, page: str, asked: str) -> None:
    draft = opened("save_filter", 0, {"name": ""}, probe="name")
    with st.form(draft.widget("form"), border=False):
        name = fields.text(draft, "name", most=40)
        wanted = st.form_submit_button(t("filters.save"), icon=":material/bookmark_add:")
    done = t("filters.done")
    if wanted and send(draft, save_filter, me, done=done, page=page, name=name, asked=asked) is not None:
        st.rerun()


def _clear(stays: Sequence[str]) -> None:
    kept = {name: said(name) for name in stays}
    leave_all()
    say(**kept)


def _use(asked: str, names: Sequence[str]) -> None:
    leave_all()
    say(**{name: code for name, code in parse_qsl(asked) if name in names})


def _drop(me: Actor, filter_id: int) -> None:
    attempt(drop_filter, me, done=t("filters.dropped"), filter_id=filter_id)
