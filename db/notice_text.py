"""What a notice says, the same on the screen and in the daily e-mail; and where it leads."""

from __future__ import annotations

from db.errors import Refusal
from db.models.talk import About
from db.queries.inbox import NoticeRow

PAGES = {About.CUSTOMER: "customer", About.OPPORTUNITY: "opportunity", About.ACTIVITY: "activity", About.PLAN: "day"}


def sentence_of(row: NoticeRow, language: str) -> str:
    """Who did what."""
    what = row.cause.partition(":")[0] if row.of_cover else row.kind
    return Refusal(f"notice.{what}", by=row.by or "—").sentence(language)


def page_of(row: NoticeRow) -> tuple[str, dict[str, str]]:
    """The page of the record, and what its address says."""
    about = About(row.about)
    if row.of_cover and row.record:
        return PAGES[about], {"id": str(row.record.person_id)}
    if about is About.PLAN and row.record and row.record.day:
        return PAGES[about], {"id": str(row.record.person_id), "day": row.record.day.isoformat()}
    return PAGES[about], {"id": str(row.about_id)}
