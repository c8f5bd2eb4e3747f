"""What a notice says, the same on the screen and in the daily e-mail; and where it leads."""

from __future__ import annotations

from db.errors import Refusal
from db.models.notices import NoticeAbout
from db.queries.inbox import NoticeRow

PAGES = {about: about.value for about in NoticeAbout} | {NoticeAbout.PLAN: "day", NoticeAbout.COVER: "day"}
PAGES |= {NoticeAbout.REORGANISATION: "account"}
ARRANGED = (NoticeAbout.COVER, NoticeAbout.HANDOVER, NoticeAbout.REORGANISATION)


def sentence_of(row: NoticeRow, language: str) -> str:
    """Who did what."""
    what = row.cause.partition(":")[0] if row.about in ARRANGED else row.kind.value
    return Refusal(f"notice.{what}", by=row.by or "—").sentence(language)


def page_of(row: NoticeRow) -> tuple[str, dict[str, str]]:
    """The page of the record, and what its address says."""
    about = NoticeAbout(row.about)
    if about is NoticeAbout.REORGANISATION:
        return (row.record.page if row.record else PAGES[about]), {}
    if PAGES[about] == "day" and row.record:
        on = {"day": row.record.day.isoformat()} if row.record.day else {}
        return PAGES[about], {"id": str(row.record.person_id)} | on
    return PAGES[about], {"id": str(row.about_id)}
