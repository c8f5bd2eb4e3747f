"""One's notices: what came up, the way to each record, read or not; and how one wants to be told."""

from __future__ import annotations

import streamlit as st

from components.address import choose
from components.attempt import attempt, say_done
from components.export_page import exports_told
from components.forms.draft import opened, send
from components.kept_address import unlike_here
from components.listing import nothing
from components.navigation import opens_here, page_at
from components.pager import page_of
from components.people.card import moment
from components.words import label, language, plain, t
from db.access import Actor
from db.commands.read_notices import read_notices
from db.commands.set_notices import set_notices
from db.mail import mail_is_on
from db.models.notices import NoticeKind
from db.notice_text import page_of as record_of
from db.notice_text import sentence_of
from db.queries.exports import waiting_exports
from db.queries.inbox import PAGE, NoticeRow, count_notices, notices
from db.queries.notice_settings import notice_settings
from db.queries.people import person_row
from db.session import reading

LONGEST = 80


def notice_list(me: Actor) -> None:
    """The whole page."""
    say_done()
    names = {"unread": plain("notices.unread"), "all": plain("notices.all")}
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        shown = choose("show", t("notices.show"), [*names], names.__getitem__, default="unread", segments=True)
    only_unread = shown == "unread"
    with reading(me) as session:
        total = count_notices(session, me, only_unread=only_unread)
        waiting = waiting_exports(session, me)
    exports_told(waiting)
    offset = page_of("notices", total, PAGE, shown)
    with reading(me) as session:
        rows = notices(session, me, only_unread=only_unread, offset=offset) if total else []
    if not rows:
        nothing(t("notices.none") if only_unread else t("notices.none_yet"), ":material/notifications_off:")
    elif any(row.read_at is None for row in rows):
        st.button(t("notices.read_all"), key="read_all", icon=":material/done_all:", on_click=_read_all, args=(me,))
    for row in rows:
        _notice(me, row)
    with st.expander(t("notices.settings"), icon=":material/tune:", key="notices.settings", on_change="rerun") as box:
        if box.open:
            _settings(me)


def _notice(me: Actor, row: NoticeRow) -> None:
    with st.container(border=True, gap="xxsmall", key=f"notice.{row.id}"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            icon = ":material/fiber_manual_record:" if row.read_at is None else ":material/done:"
            st.badge(t(f"notice_kind.{row.kind}"), icon=icon, color="blue" if row.read_at is None else "gray")
            st.text(sentence_of(row, language()), width="content")
            st.caption(label(moment(row.at)), width="content")
            if row.read_at is None:
                st.button(
                    t("notices.read"),
                    key=f"read.{row.id}",
                    type="tertiary",
                    icon=":material/done:",
                    on_click=_read,
                    args=(me, row.id),
                )
        _record(me, row)


def _record(me: Actor, row: NoticeRow) -> None:
    """The way to the record, and what was said of it; nothing of either where it is out of sight."""
    if row.record is None:
        st.caption(t("notices.gone"))
        return
    parts = [row.record.title, row.record.customer, row.record.day.isoformat() if row.record.day else ""]
    name = " · ".join(part for part in parts if part)
    page, said = record_of(row)
    file = page_at(page)
    if file is not None and opens_here(me, page):
        st.page_link(file, label=label(name), icon=":material/arrow_forward:", query_params=unlike_here(said))
    else:
        st.text(name)
    if row.text:
        st.text(row.text if len(row.text) <= LONGEST else row.text[:LONGEST] + "…")


def _read(me: Actor, notice_id: int) -> None:
    attempt(read_notices, me, notice_ids=[notice_id])


def _read_all(me: Actor) -> None:
    attempt(read_notices, me, done=t("notices.all_read"))


def _settings(me: Actor) -> None:
    """Two ways for each kind."""
    with reading(me) as session:
        now = notice_settings(session, me)
        reached = mail_is_on() and bool(person_row(session, me.person_id).email)
    if not reached:
        st.caption(t("notices.no_mail"))
    draft = opened("set_notices", 0, {f"{NoticeKind.TASK}.app": True}, probe=f"{NoticeKind.TASK}.app")
    with st.form(draft.widget("form"), border=False):
        wanted = {}
        for kind, (in_app, by_mail) in now.items():
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                st.text(plain(f"notice_kind.{kind}"), width=150)
                app = st.checkbox(t("notices.in_app"), in_app, key=draft.widget(f"{kind}.app"))
                mail = st.checkbox(t("notices.by_mail"), by_mail, key=draft.widget(f"{kind}.mail"))
            wanted[kind.value] = (app, mail)
        saved = st.form_submit_button(t("form.save"), type="primary", icon=":material/check:")
    if saved and send(draft, set_notices, me, done=t("notices.set"), wanted=wanted) is not None:
        st.rerun()
