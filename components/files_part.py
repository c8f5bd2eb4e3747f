"""On a customer's page: its files, taken one at a time and each noted in the audit, and the form that adds one."""

from __future__ import annotations

from functools import partial
from typing import Any

import streamlit as st

from components.attempt import attempt
from components.forms.draft import tell
from components.handing_out import made_for
from components.listing import nothing
from components.people.card import moment
from components.words import label, plain, t
from db.access import Actor
from db.commands.add_attachment import add_attachment
from db.commands.open_attachment import open_attachment
from db.commands.remove_attachment import remove_attachment
from db.config import config
from db.queries.attachments import FileRow, attachments
from db.queries.customer_record import CustomerRecord
from db.rights import may
from db.run import run
from db.session import reading

ICONS = {"pdf": ":material/picture_as_pdf:", "png": ":material/image:", "jpeg": ":material/image:"}
STEPS = ((1024 * 1024, "MB"), (1024, "KB"))


def files_part(me: Actor, record: CustomerRecord) -> None:
    """The files, and how to add one for who may."""
    with reading(me) as session:
        rows = attachments(session, me, record.who.id)
    writes = record.who.may_write
    for row in rows:
        _file(me, row, writes=writes)
    if not rows:
        nothing(t("files.none"), ":material/folder_open:")
    if writes and may(me, "add_attachment"):
        _add(me, record)


def _file(me: Actor, row: FileRow, *, writes: bool) -> None:
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        st.markdown(ICONS.get(row.kind, ":material/description:"), width="content")
        with st.container(gap=None, width="stretch"):
            st.text(row.name)
            st.caption(label(f"{size_of(row.size)} · {row.by} · {moment(row.at)}"))
        if may(me, "open_attachment"):
            st.download_button(
                t("files.open"),
                data=made_for(me, partial(run, open_attachment, me, attachment_id=row.id)),
                file_name=row.name,
                mime="application/octet-stream",
                key=f"file.{row.id}",
                icon=":material/download:",
                on_click="ignore",
            )
        if writes and may(me, "remove_attachment"):
            with st.popover(t("files.remove"), icon=":material/delete:", type="tertiary"):
                _remove(me, row)


def _remove(me: Actor, row: FileRow) -> None:
    with st.form(f"remove_attachment.{row.id}", border=False):
        reason = st.text_input(t("field.reason"), key=f"file.{row.id}.reason", max_chars=200, autocomplete="off")
        asked = st.form_submit_button(t("files.remove"), icon=":material/delete:")
    if asked:
        done = t("files.removed", name=row.name)
        order: dict[str, Any] = {"attachment_id": row.id, "reason": reason}
        if attempt(remove_attachment, me, done=done, refused=tell, **order) is not None:
            st.rerun()


def _add(me: Actor, record: CustomerRecord) -> None:
    allowed, state = config().files, st.session_state
    turn = f"files.{record.who.id}.turn"
    key = f"files.{record.who.id}.{state.setdefault(turn, 0)}"
    with st.form(f"add_attachment.{key}", border=False):
        told = t("files.which", kinds=", ".join(allowed.kinds), most=allowed.most_mb)
        upload = st.file_uploader(told, key=key)
        saved = st.form_submit_button(t("files.add"), type="primary", icon=":material/attach_file:")
    if saved and upload is None:
        st.error(t("files.choose"))
    if not saved or upload is None:
        return
    order: dict[str, Any] = {"customer_id": record.who.id, "name": upload.name, "content": upload.getvalue()}
    done = t("files.added", name=upload.name)
    if attempt(add_attachment, me, key=f"{key}.{upload.file_id}"[-64:], done=done, refused=tell, **order) is not None:
        state[turn] += 1
        st.rerun()


def size_of(size: int) -> str:
    """How large a file is, in words."""
    for step, unit in STEPS:
        if size >= step:
            return f"{size / step:,.1f} {unit}"
    return plain("files.bytes", size=size)
