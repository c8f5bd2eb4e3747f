"""What a parsed term becomes in the staging table: the booking rules that need only the row itself."""

import json
from datetime import date, timedelta
from hashlib import blake2b
from typing import Any

from db.imports.fields import Term
from db.imports.layout import Fault, Row
from db.imports.parse import Values, sound
from db.imports.profiles import Profile

_KEPT_CELLS = 500
_KEPT_SIGNS = 1_000


def staged(values: Values, profile: Profile, row: Row) -> dict[str, Any] | Fault:
    """The staging row of a term, or why it cannot be booked."""
    term = sound(Term(**values.found))
    if isinstance(term, Fault):
        return term
    seat = _seat(term, profile)
    if isinstance(seat, Fault):
        return seat
    ended = _cover_end(term, profile)
    ghost = ended is not None and ended <= term.inception
    covered = 0 if ghost else ((ended or term.expiry) - term.inception).days
    return {
        "line": row.line,
        "digest": digest_of(term),
        "policy_number": term.policy_number,
        "customer_number": term.customer_number,
        "customer_name": term.customer_name,
        "customer_since": term.customer_since,
        "birth_date": term.birth_date,
        "region": term.region,
        "product": term.product,
        "channel": term.channel,
        "owner": term.owner,
        "seat": seat,
        "insured_object": term.insured_object,
        "inception": term.inception,
        "expiry": term.expiry,
        "from_day": term.inception.toordinal(),
        "to_day": term.expiry.toordinal(),
        "premium": term.premium,
        "lapse": term.lapse,
        "cover_ended_on": ended,
        "ghost": int(ghost),
        "claims": (term.claims_count or 0) if profile.booking.claims == "middle_day" else 0,
        "claims_cost": (term.claims_cost or 0) if profile.booking.claims == "middle_day" else 0,
        "claim_on": term.inception + timedelta(days=covered // 2),
        "corrected": storable(values.corrected),
        "original": kept(row),
    }


def digest_of(content: Any) -> str:
    """What tells rows of different content apart."""
    return blake2b(repr(content).encode("utf-8", "replace"), digest_size=16).hexdigest()


def rejected(row: Row, fault: Fault) -> dict[str, Any]:
    """The record of a row that was not taken."""
    return {"line": row.line, "fault": fault.key, "params": storable(fault.params), "original": kept(row)}


def kept(row: Row) -> str:
    """The row as it stood, cut where a cell is of no use to anybody."""
    return storable([cell[:_KEPT_SIGNS] for cell in row.cells[:_KEPT_CELLS]])


def storable(value: Any) -> str:
    """A value as JSON that every database keeps."""
    # PostgreSQL keeps no NUL, and no database half a surrogate pair
    return json.dumps(value, ensure_ascii=False).replace("\\u0000", "␀").encode("utf-8", "replace").decode()


def _cover_end(term: Term, profile: Profile) -> date | None:
    """The day cover ended early; on or before the first day it never began."""
    if profile.booking.lapse == "none" or term.lapse is None or term.lapse >= term.expiry:
        return None
    return term.lapse


def _seat(term: Term, profile: Profile) -> int | Fault | None:
    if profile.booking.owners == "login":
        return None
    if term.channel not in profile.booking.departments:
        return Fault("imports.row_channel", {"value": term.channel or ""})
    if not (term.customer_number.isascii() and term.customer_number.isdigit() and len(term.customer_number) <= 18):
        return Fault("imports.row_customer_number", {"value": term.customer_number[:40]})
    return int(term.customer_number)
