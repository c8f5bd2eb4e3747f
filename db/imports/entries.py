"""What a parsed row of a pipeline's files becomes in the staging table: the rules that need only the row itself."""

from datetime import date, timedelta
from typing import Any

from db.imports.layout import Fault, Row
from db.imports.parse import Values
from db.imports.pipeline_profile import PipelineProfile
from db.imports.stage import digest_of, kept, storable
from db.imports.tables import ENTRY

KEYS = {"products": "name", "agents": "name", "accounts": "name", "opportunities": "number"}
"""By which of its columns a row of each file is known."""

COLUMNS = {"line": "series", "office": "channel"}
"""Columns that the staging table calls by another name."""

NONE = dict.fromkeys(column.name for column in ENTRY.columns if column.nullable)


def entry(part: str, values: Values, profile: PipelineProfile, row: Row, today: date) -> dict[str, Any] | Fault:
    """The staging row of one of the files, or why it cannot be booked."""
    found = dict(values.found)
    fault = _unsound(found, profile, today) if part == "opportunities" else None
    if fault:
        return fault
    if (found.get("price") or 0) < 0:
        return Fault("imports.row_negative", {"column": "price"})
    key = found.pop(KEYS[part])
    return {
        **NONE,
        **{COLUMNS.get(name, name): value for name, value in found.items()},
        **_days(found, profile),
        "line": row.line,
        "part": part,
        "digest": digest_of((key, found)),
        "key": key,
        "corrected": storable(values.corrected),
        "original": kept(row),
    }


def _days(found: dict[str, Any], profile: PipelineProfile) -> dict[str, Any]:
    """The day a sale is to close on, as far as it tells one, and how long it took."""
    opened, closed = found.get("opened_on"), found.get("closed_on")
    hoped = opened + timedelta(profile.booking.closes_after_days) if opened else None
    return {"closes_on": closed or hoped, "days": (closed - (opened or closed)).days if closed else None}


def _unsound(found: dict[str, Any], profile: PipelineProfile, today: date) -> Fault | None:
    """Why a sale contradicts itself, if it does."""
    opened, closed = found.get("opened_on"), found.get("closed_on")
    ended = found["stage"] in profile.booking.ends
    if ended and not closed:
        return Fault("imports.row_never_closed")
    if closed and not ended:
        return Fault("imports.row_closed_open", {"day": str(closed)})
    if opened and closed and closed < opened:
        return Fault("imports.row_closed_before", {"opened": str(opened), "closed": str(closed)})
    if (ahead := max(filter(None, (opened, closed)), default=today)) > today:
        return Fault("imports.row_ahead", {"day": str(ahead)})
    if (found.get("value") or 0) < 0:
        return Fault("imports.row_negative", {"column": "value"})
    return None
