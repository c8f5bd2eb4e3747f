"""A staff list as a file: what it would do is shown first; then it is taken over, and the passwords are shown once."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import streamlit as st

from components.attempt import form_key, show_refusal
from components.listing import Column, table
from components.words import plain, t
from db.access import Actor
from db.errors import Refusal
from db.queries.staff_plan import Verdict
from db.rules.inert import inert
from db.staff import StaffLine, take_staff

SAMPLE = "login,name,role,unit code,email\nwangfang,Wang Fang,salesperson,D1T1,wf@example.com"
_TAKEN = "staff.taken"


def staff_list(me: Actor) -> None:
    """Upload, look, take over."""
    st.markdown(t("staff.what"))
    st.code(SAMPLE, language=None)
    if _TAKEN in st.session_state:
        _passwords(st.session_state[_TAKEN])
    file = st.file_uploader(t("staff.file"), type=["csv", "txt", "tsv", "xlsx", "zip", "gz"], key="staff.file")
    if file is None:
        return
    lines = _take(me, file, dry_run=True)
    if lines is None:
        return
    _counts(lines)
    table("staff.lines", lines, _columns(), most=20)
    if not any(line.verdict in (Verdict.ADD, Verdict.CHANGE) for line in lines):
        if all(line.verdict is Verdict.SAME for line in lines):
            st.info(t("staff.nothing"), icon=":material/check_circle:")
        else:
            st.warning(t("staff.rejected"), icon=":material/block:")
    elif st.button(t("staff.take"), type="primary", icon=":material/group_add:", key="staff.take"):
        taken = _take(me, file, dry_run=False)
        if taken is not None:
            st.session_state[_TAKEN] = [line for line in taken if line.password]
            st.rerun()


def _take(me: Actor, file: Any, *, dry_run: bool) -> list[StaffLine] | None:
    key = form_key("staff", file.file_id)
    # A second click gives the same order, so it must show the passwords of the first.
    passwords: dict[str, str] = st.session_state.setdefault(f"staff.made.{key}", {})
    try:
        with TemporaryDirectory(prefix="baoke-staff-") as folder:
            path = Path(folder) / "staff"
            path.write_bytes(file.getvalue())
            return take_staff(me, path, dry_run=dry_run, key=key, passwords=passwords)
    except Refusal as refusal:
        show_refusal(refusal)
        return None


def _counts(lines: Sequence[StaffLine]) -> None:
    with st.container(horizontal=True, gap="medium"):
        for verdict in Verdict:
            number = sum(line.verdict is verdict for line in lines)
            st.metric(t(f"staff_verdict.{verdict}"), number, width="content")


def _columns() -> list[Column]:
    return [
        Column(plain("people.login"), lambda row: row.login, width=130),
        Column(plain("people.name"), lambda row: row.name, width=130),
        Column(plain("staff.verdict"), lambda row: plain(f"staff_verdict.{row.verdict}"), width=90),
        Column(plain("staff.why"), _why, width=340),
        Column(plain("staff.line"), lambda row: row.line, "count"),
    ]


def _why(row: StaffLine) -> str:
    if row.verdict is Verdict.CHANGE:
        return plain("staff.and").join(plain(f"staff_field.{name}") for name in row.changes)
    return row.why


def _passwords(lines: Sequence[StaffLine]) -> None:
    with st.container(border=True):
        st.markdown(t("staff.taken", people=len(lines)))
        columns = [
            Column(plain("people.login"), lambda row: row.login, width=130),
            Column(plain("people.name"), lambda row: row.name, width=130),
            Column(plain("staff.password"), lambda row: row.password, width=220),
        ]
        if lines:
            table("staff.passwords", lines, columns, most=20)
            sheet = "".join(f"{inert(line.login)},{line.password}\n" for line in lines)
            st.download_button(
                t("staff.download"),
                sheet.encode("utf-8-sig"),
                "staff-passwords.csv",
                "text/csv",
                icon=":material/download:",
                on_click="ignore",
                key="staff.download",
            )
        st.button(t("people.put_away"), on_click=_put_away, key="staff.away", icon=":material/check:")


def _put_away() -> None:
    for name in [name for name in st.session_state if str(name).startswith((_TAKEN, "staff.made."))]:
        del st.session_state[name]
