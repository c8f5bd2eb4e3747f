"""The minutes of past meetings: to read again, and to take along as text."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import streamlit as st

from components.declared import lane_name, milestone_name
from components.exports import Stamp, as_text
from components.handing_out import made_for
from components.listing import Column, table
from components.people.card import moment
from components.words import count, day, money, plain, t
from db.access import Actor
from db.commands.export_rows import export_rows
from db.models.projects import Word
from db.periods import now
from db.queries.project_rows import LineRow, MeetingRow, Project
from db.queries.projects import minutes
from db.rights import may
from db.run import run
from db.session import reading

SIGNS = {Word.ON_TRACK: ":green[●]", Word.AT_RISK: ":orange[●]", Word.BLOCKED: ":red[●]"}


def past_minutes(me: Actor, found: Project, last: Sequence[LineRow]) -> None:
    """The minutes of the meeting that is chosen, the last one first."""
    by_id = {one.id: one for one in found.meetings}
    chosen = st.selectbox(
        t("project.minutes_of"),
        list(by_id),
        key=f"meeting.{found.meetings[0].id}",
        placeholder=t("form.choose"),
        format_func=lambda number: f"{day(by_id[number].held_on)} · {by_id[number].person}",
        width=320,
    )
    meeting = by_id[chosen] if chosen in by_id else found.meetings[0]
    lines: Sequence[LineRow] = last
    if meeting is not found.meetings[0]:
        with reading(me) as session:
            lines = minutes(session, me, meeting.id)
    with st.container(border=True):
        counted = [f"{SIGNS[word]} {t(f'word.{word}')} {count(_many(lines, word))}" for word in Word]
        st.markdown("   ".join(counted))
        table(f"minutes.{meeting.id}", sorted(lines, key=_gravest), _columns(), most=14)
        if meeting.note:
            st.text(meeting.note)
        st.caption(t("project.kept_at", at=moment(meeting.at)))
        _download(me, found, meeting, lines)


def _many(lines: Sequence[LineRow], word: Word) -> int:
    return sum(line.word == word for line in lines)


def _gravest(line: LineRow) -> int:
    return -list(Word).index(line.word)


def _columns() -> list[Column]:
    return [
        Column(plain("project.milestone"), milestone_name, width=130),
        Column(plain("project.word"), lambda line: plain(f"word.{line.word}"), width=75),
        Column(plain("project.short_note"), lambda line: line.note, width=220),
        Column(plain("project.lane"), lambda line: lane_name(line.lane), width=80),
        Column(plain("project.person"), lambda line: line.person, width=80),
        Column(plain("project.due_then"), lambda line: line.due_on, "day"),
    ]


def _download(me: Actor, found: Project, meeting: MeetingRow, lines: Sequence[LineRow]) -> None:
    if may(me, "export_rows"):
        st.download_button(
            t("project.download"),
            data=made_for(me, partial(_file, me, found, meeting, lines)),
            file_name=f"baoke-minutes-{meeting.held_on.isoformat()}.txt",
            mime="text/plain",
            key=f"minutes.download.{meeting.id}",
            icon=":material/download:",
            on_click="ignore",
        )


def _file(me: Actor, found: Project, meeting: MeetingRow, lines: Sequence[LineRow]) -> bytes:
    """The minutes as text, noted in the audit as any other export."""
    title = plain("project.minutes_title", title=found.sale.title)
    run(export_rows, me, what=plain("project.minutes"), where=found.sale.title, rows=len(lines), file="txt")
    stamp = Stamp(me.name, moment(now()), title, plain("view.exported"))
    return as_text(minutes_text(found, meeting, lines), stamp)


def minutes_text(found: Project, meeting: MeetingRow, lines: Sequence[LineRow]) -> list[str]:
    """The minutes line by line, what is blocked first."""
    sale = found.sale
    premium = money(sale.expected_premium)
    head = [
        plain("project.minutes_title", title=sale.title),
        plain("project.minutes_by", day=meeting.held_on, person=meeting.person),
        plain("project.minutes_about", customer=sale.customer, premium=premium, close=sale.expected_close),
        "",
    ]
    said = [_written(line) for line in sorted(lines, key=_gravest)]
    return [*head, *said, *(["", *meeting.note.splitlines()] if meeting.note else [])]


def _written(line: LineRow) -> str:
    whose: dict[str, Any] = {
        "name": milestone_name(line),
        "lane": lane_name(line.lane),
        "person": line.person,
        "day": line.due_on,
    }
    return " ".join([plain("project.minutes_line", word=plain(f"word.{line.word}"), **whose), line.note]).strip()
